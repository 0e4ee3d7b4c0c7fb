"""培育库与表单：事项页、JSON、目录比较各自说全。"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from api.wording_libraries import form_lines, library_lines
from graph.loader import SHIPPED, load_catalogue
from graph.model import Catalogue
from tests.api.sample import answer, run

CODES = ("regions", "libraries", "when")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def page() -> str:
    return run("programmes", "library-excellent").stdout


@pytest.fixture(scope="module")
def library() -> Any:
    (found,) = answer("programmes", "library-excellent")["libraries"]
    return found


def changed(tmp_path: Path, file: str, old: str, new: str) -> Any:
    """随附目录改一处，与原目录比较。"""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "new"))
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return answer("diff", str(SHIPPED), str(folder))["words"]


def written(value: object) -> Iterator[str]:
    """给用户看的每一处文字；名额另有地名。"""
    if isinstance(value, tuple):
        for item in value:
            yield from written(item)
    elif is_dataclass(value):
        told = ("label", "text", "note", "heading", "printed", "name", "title", "lines", "heads", "weighted_by")
        for field in fields(value):
            inside = getattr(value, field.name)
            if field.name in told or not (isinstance(inside, str) or field.name in CODES):
                yield from written(inside)
    elif isinstance(value, str):
        yield value.replace("{}", "____")


def test_the_page_of_a_library_has_quotas_day_ranking_and_word_limits(page: str) -> None:
    order = ["名额与限制", "培育库：卓越级智能工厂培育库（2026年）", "期限：市须于 2026-03-27 前", "入库 100 家", "推荐 200 家"]
    order += ["郑州市 27", "平顶山市 11", "济源示范区 4", "排序：", "默认值", "持有优先荣誉 60 分", "同分时依次比较"]
    order += ["推荐汇总表（", "2025年营收", "申报书（", "企业简介", "不超过 1000 字", "（二）集成贯通情况", "不超过 1500 字", "申报材料"]
    places = [page.index(part) for part in order]

    assert places == sorted(places)


def test_the_page_of_a_library_asks_only_for_its_own_parts(page: str) -> None:
    other = run("programmes", "library-leading").stdout

    assert "四、卓越级智能工厂培育企业后续实施计划" in page
    assert "（三）技术体系变革情况" not in page
    assert re.search(r"（二）实施举措\s+不超过 5000 字", other)
    assert "四、卓越级智能工厂培育企业后续实施计划" not in other


def test_an_honor_without_a_library_shows_none() -> None:
    assert answer("programmes", "sme-little-giant")["libraries"] == []
    assert "培育库：" not in run("programmes", "sme-little-giant").stdout


def test_the_record_has_the_library_whole(library: Any) -> None:
    assert library["id"] == "library-excellent-2026"
    assert (library["year"], library["deadline"]["by"], library["deadline"]["actor"]) == (2026, "2026-03-27", "city")
    assert (library["recommended"]["total"], library["recommended"]["regions"]["410400"]) == (200, 11)
    assert library["selected"]["total"] == 100
    assert sum(key["weight"] for key in library["ranking"]["keys"]) == 100
    assert library["ranking"]["keys"][0]["origin"] == {"kind": "titles", "of": "favoured", "year": None, "leading": None}


def test_the_record_has_the_form_with_the_rules_of_its_boxes(library: Any) -> None:
    form = library["form"]
    table = form["application"]["parts"][0]["rows"]
    ownership = next(row for row in table if row["label"] == "企业性质")["cells"][0]["choices"]

    assert len(form["roster"]["columns"]) == 10
    assert [len(part["parts"]) for part in form["application"]["parts"]] == [0, 4, 2, 4, 3]
    assert ownership[0]["label"] == "中央企业"
    assert ownership[0]["when"]["rule"] == {"fields": ["ownership"], "wanted": ["central_soe"], "negated": False}
    assert [len(names) for note in form["footnotes"] for names in note["choices"].values()] == [28, 18]


def test_a_selection_that_changed_is_told_by_the_difference(tmp_path: Path) -> None:
    (change,) = changed(tmp_path, "libraries/library-leading-2026.yaml", "total: 5", "total: 6")
    (detail,) = change["details"]

    assert (change["table"], change["id"], change["kind"]) == ("libraries", "library-leading-2026", "changed")
    assert ([line[:6] for line in detail["old"]], [line[:6] for line in detail["new"]]) == (["入库 5 家"], ["入库 6 家"])


def test_a_word_limit_that_changed_is_told_by_the_difference(tmp_path: Path) -> None:
    (change,) = changed(tmp_path, "forms/smart-factory-2026.yaml", "words: 5000", "words: 4000")
    (detail,) = change["details"]

    assert (change["table"], detail["field"]) == ("forms", "contents")
    assert [line.rpartition(" 不超过 ")[2] for line in (*detail["old"], *detail["new"])] == ["5000 字", "4000 字"]
    assert detail["old"][0].startswith("五、领航级智能工厂培育企业实施方案 （二）实施举措")


def test_the_lines_of_a_library_and_of_a_form_leave_no_text_out(catalogue: Catalogue) -> None:
    for library in catalogue.libraries.values():
        lines = "\n".join(library_lines(library, catalogue))
        assert [text for text in written(library) if text not in lines] == []
    for form in catalogue.forms.values():
        lines = "\n".join(form_lines(form, catalogue))
        assert [text for text in written(form) if text not in lines] == []
