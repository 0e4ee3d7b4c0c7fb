"""Answers about products: they go into the entry of the product that the question names, and the company says nothing about itself."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from api.exact_json import read_json
from api.pages.reply import Handle, answered, replies, title_choices
from api.profile_text import written
from graph.facts import Ask
from planner.profile_reader import read_profile
from planner.questions import Question
from tests.api.sample import ON
from tests.pages.filling import Filled, changed
from tests.pages.markup import Page
from tests.pages.products import CONTRACT, DRILL, HOIST, SALES, STANDARD_MET, WINCH, Values, subject, three_products, two_products, without
from tests.pages.random_profiles import CATALOGUE

Post = Callable[..., str]
PROVINCIAL = "green-product-province"


@pytest.fixture(scope="module")
def report(client: FlaskClient) -> Post:
    """Return what hands in a profile, with an answer where one is given, and returns the text of the page."""

    def posted(told: Values, status: int = 200, **form: Any) -> str:
        data = {"on": ON, "profile": written(told), **form}
        answer = client.post("/report", data=data)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    return posted


@pytest.fixture(scope="module")
def reply(client: FlaskClient) -> Post:
    """Return what answers the question of a page as a browser would and returns the text of the page that follows."""

    def sent(page: str, said: dict[str, str], status: int = 200) -> str:
        answer = client.post("/report", data=changed(Filled(page, within="question").form, said))
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    return sent


def carried(page: str) -> Any:
    """Return the profile that goes with the next answer."""
    return read_json(Filled(page, within="question").form["profile"])


def asked(page: str) -> list[str]:
    """Return what a page asks, by the names in its form."""
    return Filled(page, within="question").form.getlist("ask")


@pytest.mark.parametrize(
    ("product", "section", "id", "kind", "said", "kept"),
    [(WINCH, "declarations", STANDARD_MET, "declaration", "true", True), (DRILL, "metrics", CONTRACT, "metric", "320.5", 320.5)],
)
def test_answer_about_a_product_is_the_products_and_another_question_follows(
    report: Post, reply: Post, product: str, section: str, id: str, kind: str, said: str, kept: object
) -> None:
    before = without(two_products(), product, section, id)
    first = report(before)
    second = reply(first, {f"reply:{product}": said})
    expected = deepcopy(before)
    subject(expected, product)[section][id] = kept

    assert asked(first) == [f"{kind}:{id}::{product}"]
    assert carried(second) == expected
    assert asked(second) != asked(first)
    assert all(not key.startswith(f"{kind}:{id}:") for key in asked(second))


def test_question_about_several_products_is_answered_for_each(report: Post, reply: Post) -> None:
    before = three_products(WINCH, "declarations", STANDARD_MET)
    first = report(before)
    told = carried(reply(first, {"reply:winch": "true", "reply:hoist": "false"}))

    assert asked(first) == [f"declaration:{STANDARD_MET}::{WINCH}", f"declaration:{STANDARD_MET}::{HOIST}"]
    assert [subject(told, id)["declarations"][STANDARD_MET] for id in (WINCH, HOIST)] == [True, False]
    assert told["declarations"] == before["declarations"]


def test_product_of_which_nothing_is_said_is_asked_about_again(report: Post, reply: Post) -> None:
    second = reply(report(three_products(WINCH, "declarations", STANDARD_MET)), {"reply:winch": "false", "reply:hoist": ""})

    assert asked(second) == [f"declaration:{STANDARD_MET}::{HOIST}"]
    assert STANDARD_MET not in subject(carried(second), HOIST)["declarations"]


def test_page_names_each_product_beside_its_own_answer(report: Post) -> None:
    page = Page(report(three_products(WINCH, "declarations", STANDARD_MET)))
    places = [one for one in page.having("input") if one.get("name", "").startswith("reply")]

    assert page.repeated_ids == []
    assert {one["name"] for one in places} == {"reply:winch", "reply:hoist"}
    assert all(f"产品“{name}”是否不清楚" in page.within["question"] for name in ("示例二型变频防爆提升绞车", "示例三型提升机"))


def test_what_does_not_fit_one_product_is_told_and_the_other_answer_is_not_lost(report: Post, reply: Post) -> None:
    before = three_products(DRILL, "metrics", CONTRACT)
    wrong = reply(report(before), {"reply:drill": "很多", "reply:hoist": "86.50"}, 422)
    form = Filled(wrong, within="question").form

    assert "第1项›指标›" in Page(wrong).within["question"]
    assert (form["reply:drill"], form["reply:hoist"]) == ("很多", "86.50")
    assert carried(wrong) == before
    assert subject(carried(reply(wrong, {"reply:drill": "320"})), HOIST)["metrics"][CONTRACT] == Decimal("86.50")


def test_answer_about_a_product_that_is_not_there_is_refused(report: Post) -> None:
    before = two_products()
    page = report(before, 422, ask=f"declaration:{STANDARD_MET}::nobody", **{"reply:nobody": "true"})

    assert "没有编号为“nobody”的产品" in Page(page).within["question"]
    assert carried(page) == before


def test_answer_about_the_company_stays_the_companys(report: Post) -> None:
    before = two_products()
    told = carried(report(before, ask=f"metric:{SALES}:2023", reply="12.50"))

    assert told["metrics"][SALES] == {"2023": 12.5}
    assert told["subjects"] == before["subjects"]


def test_first_year_of_a_product_does_not_hide_the_years_that_it_has_of_its_company() -> None:
    values = two_products() | {"metrics": {SALES: {"2023": 100, "2024": 200}}}
    del subject(values, WINCH)["metrics"][SALES]
    form = MultiDict([("ask", Handle(Ask(SALES, "metric", 2025), WINCH).key), ("reply:winch", "300")])
    told = answered(values, form, CATALOGUE)

    assert subject(told, WINCH)["metrics"][SALES] == {"2023": 100, "2024": 200, "2025": 300}
    assert told["metrics"] == values["metrics"]


@pytest.mark.parametrize("subject_id", ["x1", "一号:乙", "a b", "2026"])
def test_name_in_a_form_leads_back_to_product_and_figure(subject_id: str) -> None:
    values = two_products()
    subject(values, WINCH)["id"] = subject_id
    form = MultiDict([("ask", Handle(Ask(SALES, "metric", 2025), subject_id).key), (f"reply:{subject_id}", "5300")])

    assert subject(answered(values, form, CATALOGUE), subject_id)["metrics"][SALES]["2025"] == 5300


# Titles


def test_title_of_a_product_carries_it(report: Post, reply: Post) -> None:
    before = two_products() | {"titles_complete": False}
    first = report(before)
    offered = [one["value"] for one in Page(first).having("option") if one.get("value", "").startswith(PROVINCIAL)]
    told = carried(reply(first, {"reply": "one", "title-honor": f"{PROVINCIAL}:{DRILL}", "title-granted": "2025-08-20"}))

    assert offered == [f"{PROVINCIAL}:{DRILL}"]
    assert told["titles"] == [*before["titles"], {"honor": PROVINCIAL, "granted": "2025-08-20", "subject": DRILL}]


def test_title_that_only_products_can_hold_is_offered_for_each_even_where_none_is_named() -> None:
    profile = read_profile(two_products() | {"titles": [], "titles_complete": False}, CATALOGUE)
    question = Question((Ask(PROVINCIAL, "title"), Ask("sme-specialized", "title")), (), 1)

    assert [*title_choices(question, profile, CATALOGUE)] == [f"{PROVINCIAL}:{DRILL}", f"{PROVINCIAL}:{WINCH}", "sme-specialized"]


def test_title_that_may_have_lapsed_is_completed_for_the_product_that_is_asked_about() -> None:
    values = two_products()
    values["titles"] = [{"honor": PROVINCIAL, "granted": "2021", "subject": product} for product in (DRILL, WINCH)]
    question = Question((Ask(PROVINCIAL, "title"),), (), 1, ((WINCH,),))
    (handle,) = replies(question, read_profile(values, CATALOGUE))
    form = MultiDict([("ask", handle.key), (handle.named("reply"), "more"), (handle.named("title-expires"), "2027-08-19")])
    drill, winch = answered(values, form, CATALOGUE)["titles"]

    assert drill == {"honor": PROVINCIAL, "granted": "2021", "subject": DRILL}
    assert winch == {"honor": PROVINCIAL, "granted": "2021", "subject": WINCH, "expires": "2027-08-19"}


def test_titles_of_several_products_are_completed_one_by_one_where_the_company_is_asked_about() -> None:
    values = two_products()
    values["titles"] = [{"honor": PROVINCIAL, "granted": "2021", "subject": product} for product in (DRILL, WINCH)]
    found = replies(Question((Ask(PROVINCIAL, "title"),), (), 1), read_profile(values, CATALOGUE))

    assert [handle.subject for handle in found] == [DRILL, WINCH]
