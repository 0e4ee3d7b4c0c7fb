from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import reader
from graph.composing import compose
from graph.dates import DayOfYear
from graph.reader import Fields, Node, Reading


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (reader.text, "2026", "2026"),
        (reader.text, "true", "true"),
        (reader.flag, "true", True),
        (reader.flag, "false", False),
        (reader.number, "2.9999", Fraction(29999, 10000)),
        (reader.number, "-3", Fraction(-3)),
        (reader.integer, "3.0", 3),
        (reader.positive, "1", 1),
        (reader.day, "2024-02-29", date(2024, 2, 29)),
        (reader.day_of_year, "02-29", DayOfYear(2, 29)),
        (reader.identifier, "cn-41_a2", "cn-41_a2"),
        (reader.choice("a", "b"), "b", "b"),
        (reader.several(reader.integer), "[1, 2]", (1, 2)),
        (reader.several(reader.integer), "7", (7,)),
        (reader.several(reader.integer), "[]", ()),
        (reader.table(reader.integer), "{b: 1, a: 2}", {"b": 1, "a": 2}),
        (reader.pairs(reader.integer), "{b: 1, a: 2}", (("b", 1), ("a", 2))),
    ],
)
def test_a_scalar_is_read_as_its_key_says(node: Callable[[str], Node], read: Callable[[Node], object], written: str, value: object) -> None:
    place = node(written)
    assert read(place) == value
    assert not place.reading.faults


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (reader.text, "''"),
        (reader.text, "{a: 1}"),
        (reader.flag, "yes"),
        (reader.flag, "True"),
        (reader.number, "1_000"),
        (reader.number, ".5"),
        (reader.number, "0x10"),
        (reader.number, "nan"),
        (reader.number, "１"),
        (reader.integer, "2.5"),
        (reader.positive, "-1"),
        (reader.day, "2026-2-1"),
        (reader.day, "2026-W14-1"),
        (reader.day, "2025-02-29"),
        (reader.day_of_year, "W14-1"),
        (reader.day_of_year, "02-30"),
        (reader.identifier, "A"),
        (reader.identifier, "a--b"),
        (reader.choice("a"), "[a]"),
        (reader.some(reader.integer), "[]"),
        (reader.pairs(reader.integer), "{}"),
        (reader.table(reader.integer), "[1]"),
    ],
)
def test_anything_else_is_a_fault(node: Callable[[str], Node], read: Callable[[Node], object], written: str) -> None:
    place = node(written)
    read(place)
    assert len(place.reading.faults) == 1


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_numbers_are_read_exactly(value: object) -> None:
    scalar = reader.yaml.ScalarNode("", format(value, "f"))
    assert reader.number(Node(scalar, "", Reading())) == Fraction(str(value))


def test_only_what_is_taken_is_known(fields: Callable[[str], Fields]) -> None:
    found = fields("{name: 甲, nmae: 乙}")
    assert found.take("name", reader.text, "") == "甲"
    found.done()
    assert [(fault.what, fault.right) for fault in found.node.reading.faults] == [("不认识的键 nmae", "是否应为 name")]


def test_a_default_stands_for_what_is_absent_or_wrong(fields: Callable[[str], Fields]) -> None:
    found = fields("{count: 三}")
    assert (found.take("count", reader.integer, 7), found.take("none", reader.integer, 8), found.find("none", reader.text)) == (7, 8, None)
    assert len(found.node.reading.faults) == 1


def test_laying_over_drops_what_the_same_group_said(fields: Callable[[str], Fields]) -> None:
    below, above = fields("{at_least: 3, in: last_year, note: 旧}"), fields("{any_of_last: 2, note: 新}")
    laid = above.over(below, [frozenset({"in", "any_of_last"}), frozenset({"at_least", "at_most"})])
    assert set(laid) == {"at_least", "any_of_last", "note"}
    assert laid.take("note", reader.text, "") == "新"


def test_laying_over_leaves_both_as_they_were(fields: Callable[[str], Fields]) -> None:
    below, above = fields("{a: 1, b: 2}"), fields("{b: 3}")
    assert set(above.over(below, ()).without("a")) == {"b"}
    assert (set(below), set(above)) == ({"a", "b"}, {"b"})


def test_an_unknown_shared_key_is_reported_where_it_stands(fields: Callable[[str], Fields]) -> None:
    below = fields("a: 1\nb:\n  - 2\n")
    laid = fields("{c: 3}").over(below, ())
    laid.done()
    lines = {fault.what: fault.line for fault in (*laid.node.reading.faults, *below.node.reading.faults)}
    assert lines["不认识的键 b"] == 2


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffname: 甲\n".encode())
    reading = Reading()
    root = compose(path, "a.yaml", reading)
    assert root is not None
    assert Fields(root).take("name", reader.text, "") == "甲"


def test_an_address_with_an_ampersand_is_no_alias(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('url: "https://example.invalid/?a=1&b=*2"\n', encoding="utf-8")
    reading = Reading()
    assert compose(path, "a.yaml", reading) is not None
    assert not reading.faults
