"""Profiles from files: every fault with file, line and field; never a traceback."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import BadInput
from api.json_places import places
from api.profile_file import load_profile
from graph.loader import load_catalogue

CATALOGUE = load_catalogue()
ENTERPRISE = '"enterprise": {"name": "甲", "region": "410421"}'


def loaded(folder: Path, text: str | bytes) -> Any:
    path = folder / "x.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_profile(path, CATALOGUE)


def lines(folder: Path, text: str | bytes) -> list[str]:
    """Return what is said of a bad file, without its folder."""
    with pytest.raises(BadInput) as caught:
        loaded(folder, text)
    assert str(caught.value) == "\n".join(caught.value.lines)
    return [line.removeprefix(f"{folder}/") for line in caught.value.lines]


def test_a_profile_is_read_with_exact_numbers(tmp_path: Path) -> None:
    profile = loaded(tmp_path, f'{{{ENTERPRISE}, "metrics": {{"revenue": {{"2025": 0.1, "2024": 1e2}}}}}}')
    assert profile.metrics["revenue"] == {2025: Fraction(1, 10), 2024: Fraction(100)}


def test_a_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    assert loaded(tmp_path, b"\xef\xbb\xbf{" + ENTERPRISE.encode() + b"}").name == "甲"


def test_faults_carry_file_line_and_field_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = f"""{{
  {ENTERPRISE},
  "titles": [
    {{"honor": "sme-speciallized"}},
    {{
      "expires": "2024-02-30"
    }}
  ],
  "metrics": {{
    "revenue": {{
      "2025": "9100"
    }}
  }}
}}"""
    assert lines(tmp_path, text) == [
        "x.json:4: /titles/0/honor：不认识的编号“sme-speciallized”，是否应为 sme-specialized？",
        "x.json:5: /titles/1/honor：缺少此项，应为荣誉编号，如 sme-specialized",
        "x.json:6: /titles/1/expires：没有 2024-02-30 这一天，应为日期，如 2024-09-10",
        "x.json:11: /metrics/revenue/2025：应为数，如 9100",
    ]


def test_the_line_is_found_whatever_characters_and_keys_there_are(tmp_path: Path) -> None:
    text = f'{{{ENTERPRISE},\n"a/b~c\\u0022\\ud83d\\ude00": "\u2028\\n\u0085",\n"{"k" * 2000}"\n:\n\t"y",\n"titles": 5}}'
    found = lines(tmp_path, text)
    assert found[0].startswith('x.json:2: /a~1b~0c"😀：不认识的字段')
    assert found[1].startswith("x.json:5: /kkkk")
    assert found[2] == "x.json:6: /titles：应为列表 […]，最多 1000 项"


def test_duplicate_keys_are_all_told(tmp_path: Path) -> None:
    text = f'{{{ENTERPRISE},\n"metrics": {{"revenue": {{"2025": 1,\n"2025": 1}}}},\n"titles": [],\n"titles": []}}'
    assert lines(tmp_path, text) == [
        "x.json:3: /metrics/revenue/2025：键重复，同一键只能写一次",
        "x.json:5: /titles：键重复，同一键只能写一次",
    ]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e99999999999999999999"])
def test_what_is_no_finite_number_is_refused_at_its_place(tmp_path: Path, constant: str) -> None:
    (line,) = lines(tmp_path, f'{{{ENTERPRISE},\n"metrics": {{"maturity_level": {constant}}}}}')
    assert line == "x.json:2: /metrics/maturity_level：不能是 NaN 或无穷大，应为有限的数"


@pytest.mark.parametrize("digits", ["9" * 16, "9" * 5000, "1e999999", "0e999999"])
def test_a_number_without_measure_is_refused_at_its_place(tmp_path: Path, digits: str) -> None:
    (line,) = lines(tmp_path, f'{{{ENTERPRISE},\n"metrics": {{"maturity_level": {digits}}}}}')
    assert line.startswith("x.json:2: /metrics/maturity_level：数过大")


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("", "x.json:1: 第 1 列", "应有一个值"),
        ('{"a": 1\n"b": 2}', "x.json:2: 第 1 列", "缺少逗号"),
        ('{"a": 1,\n}', "x.json:2: 第 1 列", "双引号括起的键"),
        ('{\n"a" 1}', "x.json:2: 第 5 列", "冒号"),
        ('{"a": "x\ny"}', "x.json:1: 第 9 列", "换行"),
        ('{"a": "x', "x.json:1: 第 7 列", "右引号"),
        ("{}\n{}", "x.json:2: 第 1 列", "结尾之后"),
        (r'{"a": "\x"}', "x.json:1: 第 8 列", "转义"),
    ],
)
def test_a_slip_of_syntax_is_told_with_line_and_column(tmp_path: Path, text: str, place: str, word: str) -> None:
    (line,) = lines(tmp_path, text)
    assert line.startswith(place)
    assert word in line


def test_a_fault_of_the_whole_stands_on_the_line_where_it_begins(tmp_path: Path) -> None:
    assert lines(tmp_path, "\n\n[]") == ["x.json:3: 应为对象 {…}"]


def test_other_encodings_are_refused_with_their_line(tmp_path: Path) -> None:
    assert lines(tmp_path, b'{\n"name": "' + "甲".encode("gbk") + b'"}') == ["x.json:2: 不是 UTF-8 文本，请以 UTF-8 编码另存"]


def test_endless_nesting_is_refused(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, "[" * 100_000)
    assert "嵌套过深" in line


def test_deep_nesting_that_the_reader_bears_is_an_ordinary_fault(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, f'{{{ENTERPRISE},\n"metrics": {{"maturity_level": {"[" * 500}{"]" * 500}}}}}')
    assert line.startswith("x.json:2: /metrics/maturity_level：应为一个数")


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    assert lines(tmp_path, b" " * 5_000_001) == ["x.json: 文件过大，应不超过 5 MB"]


def test_a_file_of_exactly_the_largest_size_is_read(tmp_path: Path) -> None:
    text = f"{{{ENTERPRISE}}}".encode()
    assert loaded(tmp_path, text + b" " * (5_000_000 - len(text))).name == "甲"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个文件"):
        load_profile(tmp_path / "none.json", CATALOGUE)


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="是文件夹"):
        load_profile(tmp_path, CATALOGUE)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "file/below"])
def test_a_path_that_cannot_be_opened_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("{}")
    with pytest.raises(BadInput, match="无法读取"):
        load_profile(tmp_path / name, CATALOGUE)


def test_what_a_terminal_cannot_show_does_not_reach_it(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, f'{{{ENTERPRISE}, "\\u001b[31m\\ud800": 1}}')
    assert line.encode().decode().isprintable()


def inside(value: Any) -> list[tuple[str, Any]]:
    """Return keys (as a pointer spells them) and values of an object or list."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(str(key).replace("~", "~0").replace("/", "~1"), below) for key, below in pairs]


def height(value: Any) -> int:
    """Return how many lines a value takes when each value begins a line."""
    return sum(height(below) for _, below in inside(value)) + (2 if value and inside(value) else 1)


def laid_out(value: Any, place: str = "", line: int = 1) -> list[tuple[str, int]]:
    """Return pointer and line of all values when each begins a line."""
    found, line = [(place, line)], line + 1
    for key, below in inside(value):
        found += laid_out(below, f"{place}/{key}", line)
        line += height(below)
    return found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=4), below, max_size=3),
    max_leaves=12,
)


@given(JSON, st.booleans())
def test_every_value_is_found_on_its_line(value: Any, escaped: bool) -> None:
    assert list(places(json.dumps(value, ensure_ascii=escaped, indent=1))) == laid_out(value)


@given(text=st.text(max_size=40) | JSON.map(json.dumps) | st.binary(max_size=40))
def test_any_file_is_a_profile_or_bad_input(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BadInput) as caught:
        load_profile(path, CATALOGUE)
    assert all(line.startswith(str(path)) for line in caught.value.lines)
    assert caught.value.lines
