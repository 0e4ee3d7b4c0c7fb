"""一个文件夹要么写全，要么什么也没有；文件名在各种系统上都能用。"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.documents.folder import file_names, write_folder
from api.errors import BadInput


def test_files_and_folders_below_are_written(tmp_path: Path) -> None:
    assert write_folder(tmp_path / "名单", [("汇总表.docx", b"1"), ("申报书/甲.docx", b"2")]) == 2
    assert (tmp_path / "名单/申报书/甲.docx").read_bytes() == b"2"
    assert (tmp_path / "名单").stat().st_mode & 0o700 == 0o700


@pytest.mark.parametrize("fault", [BadInput(["坏"]), KeyboardInterrupt(), ValueError()])
def test_a_fault_half_way_leaves_nothing(tmp_path: Path, fault: BaseException) -> None:
    def made() -> Iterator[tuple[str, bytes]]:
        yield "一.docx", b"1"
        raise fault

    with pytest.raises(type(fault)):
        write_folder(tmp_path / "名单", made())
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "旧").mkdir()
    (tmp_path / "旧/改过.docx").write_bytes(b"old")
    (tmp_path / "文件").write_bytes(b"")

    for name, what in (("旧", "已有内容"), ("文件", "是文件")):
        with pytest.raises(BadInput, match=what):
            write_folder(tmp_path / name, [("新.docx", b"new")])
    assert (tmp_path / "旧/改过.docx").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["文件", "旧"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    write_folder(tmp_path / "空", [("新.docx", b"new")])

    assert [path.name for path in (tmp_path / "空").iterdir()] == ["新.docx"]


def test_two_files_of_one_name_are_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        write_folder(tmp_path / "名单", [("同.docx", b"1"), ("同.docx", b"2")])
    assert list(tmp_path.iterdir()) == []


def test_names_of_companies_become_names_of_files() -> None:
    names = ["甲/乙\\丙:公司", "  .隐.  ", "", "CON", "con.txt", "ABC公司", "abc公司", "甲\x00乙\n丙"]
    expected = ["甲_乙_丙_公司", "隐", "未命名", "_CON", "_con.txt", "ABC公司", "abc公司（2）", "甲乙 丙"]

    assert file_names(names, ".docx") == [f"{stem}.docx" for stem in expected]


@given(st.lists(st.text(max_size=300), max_size=8))
def test_any_names_become_different_names_that_fit(names: list[str]) -> None:
    found = file_names(names, ".docx")

    assert len({name.casefold() for name in found}) == len(names)
    assert all(len(name.encode()) <= 255 and not set(name) & set('/\\:*?"<>|\0\n') and not name.startswith(".") for name in found)
