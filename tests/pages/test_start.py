"""The first page."""

from collections.abc import Callable

from api.pages.examples import brief, examples
from tests.pages.markup import Page

Read = Callable[..., Page]


def test_every_example_is_one_click_away(page: Read) -> None:
    found = page("/")

    assert found.addresses("/report?example=") == [f"/report?example={example.id}" for example in examples()]
    assert all(example.name in found.text for example in examples())


def test_one_click_leads_to_a_real_path(page: Read) -> None:
    first = page("/").addresses("/report?example=")[0]
    report = page(first)

    assert "第1步" in report.text
    assert "预计" in report.within["path"]


def test_form_is_offered_only_where_there_is_one(page: Read) -> None:
    links = page("/").addresses("/form")

    assert all(page(address) for address in links)


def test_remark_on_an_example_is_cut_after_a_whole_part_and_without_sections() -> None:
    assert brief("2023年省级单项冠军（一(二)1）；上市公司（六(一)1）") == "2023年省级单项冠军；上市公司"
    assert brief("甲" * 40 + "；" + "乙" * 40 + "。") == "甲" * 40


def test_every_example_says_what_it_is_for() -> None:
    assert [example.id for example in examples() if not example.hint] == []
