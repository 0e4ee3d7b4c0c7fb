"""What holds for every page: the frame, and that the policy of the browser can be kept."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.pages.markup import Page

PAGES = ["/programmes", "/programmes/sme-little-giant", "/programmes/library-excellent", "/graph"]
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\s(?:style|on[a-z]+|hx-on[^=]*)=", re.IGNORECASE)


@pytest.mark.parametrize("address", PAGES)
def test_pages_hold_no_inline_script_or_style(address: str, client: FlaskClient) -> None:
    assert INLINE.findall(client.get(address).get_data(as_text=True)) == []


@pytest.mark.parametrize("address", PAGES)
def test_pages_load_nothing_from_outside(address: str, page: Callable[..., Page]) -> None:
    found = page(address)
    loaded = [one.get("src") or one.get("href", "") for tag in ("script", "link", "img") for one in found.having(tag)]

    assert loaded
    assert all(one.startswith("/static/") for one in loaded)


@pytest.mark.parametrize("address", PAGES)
def test_pages_say_their_language_and_that_conditions_met_are_no_award(address: str, page: Callable[..., Page]) -> None:
    found = page(address)

    assert found.having("html") == [{"lang": "zh-CN"}]
    assert "达到基本条件不等于获评" in found.text
    assert ("#main", "跳到正文") in found.links


@pytest.mark.parametrize(
    ("address", "marked"),
    [("/programmes", ("/programmes", "page")), ("/programmes/sme-little-giant", ("/programmes", "true")), ("/graph", ("/graph", "page"))],
)
def test_navigation_marks_where_one_is(address: str, marked: tuple[str, str], page: Callable[..., Page]) -> None:
    found = page(address).having("a")

    assert [(one["href"], one["aria-current"]) for one in found if "aria-current" in one] == [marked]


def test_every_control_has_a_label(page: Callable[..., Page]) -> None:
    found = page("/programmes")
    labelled = {one["for"] for one in found.having("label")}

    assert {one["id"] for tag in ("input", "select") for one in found.having(tag)} == labelled


def test_static_files_are_served(client: FlaskClient) -> None:
    with client.get("/static/tidu.css") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/css"
