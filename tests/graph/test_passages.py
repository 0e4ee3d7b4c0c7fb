"""Figures as the sources write them: digits, 万 and 亿, Chinese numerals, ratios, dates, quarters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.passages import figures_in, reads_as


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5000 万元以上", "5000", "万元"),
        ("1亿元", "10000", "万元"),
        ("1.5亿元", "15000", "万元"),
        ("200万", "200", "万元"),
        ("5,000吨标准煤", "5000", "吨标准煤"),
        ("1万吨标准煤", "10000", "吨标准煤"),
        ("100 万立方米", "100", "万立方米"),
        ("2.5%", "2.5", "%"),
        ("三年", "3", "年"),
        ("两名专家", "2", "人"),
        ("十二个月", "12", "个月"),
        ("二十家", "20", "家"),
        ("一百二十家", "120", "家"),
        ("1:1比例分担", "50", "%"),
        ("3 : 1", "75", "%"),
        ("一半", "50", "%"),
        ("半年", "0.5", "年"),
        ("2026年4月1日", "2026-04-01", ""),
        ("5 月 31 日前", "05-31", ""),
        ("3月底前", "03-31", ""),
        ("2月底前", "02-28", ""),
        ("第二季度", "04-01", ""),
        ("第二季度", "06-30", ""),
        ("2024年—2026年", "2024-01-01", ""),
    ],
)
def test_a_figure_reads_as_its_value(text: str, value: str, unit: str) -> None:
    assert reads_as(f"源文：{text}", 3, value, unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5000 万元", "500", "万元"),
        ("1亿元", "1", "万元"),
        ("三年", "2", "年"),
        ("5月31日", "05-30", ""),
        ("没有数", "3", "年"),
        ("3月", "2026-03-01", ""),
    ],
)
def test_another_figure_does_not_read_as_the_value(text: str, value: str, unit: str) -> None:
    assert not reads_as(text, 0, value, unit)


@pytest.mark.parametrize("offset", [-1, 4, 99])
def test_an_offset_outside_the_text_reads_as_nothing(offset: int) -> None:
    assert not reads_as("5000", offset, "5000", "")


@given(st.integers(0, 10**8), st.sampled_from(["", " ", "，以上"]))
def test_any_whole_number_is_found_where_it_stands(number: int, after: str) -> None:
    assert reads_as(f"达到{number}{after}", 2, str(number), "家")


def test_all_figures_of_a_text_are_found_but_a_lone_one() -> None:
    assert {"3", "20", "05-31"} <= figures_in("三年内限报20个，5月31日前，统一填报")
    assert figures_in("统一填报一次") == set()
