"""The form: what is filled in is the profile, nothing is lost, and what is wrong is told at its place."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from werkzeug.datastructures import MultiDict

from api.exact_json import read_json
from api.pages.examples import example_text
from api.profile_text import written
from api.questionnaire.values import filled
from planner.profile_reader import read_profile
from tests.pages.filling import Form, changed, submission
from tests.pages.markup import Page, squeezed
from tests.pages.products import SALES, STANDARD_MET, WINCH, subject, two_products, without
from tests.pages.random_profiles import CATALOGUE, profiles

ELECTRIC = "fictional-zhixing-electric"
Send = Callable[..., str]


@pytest.fixture(scope="module")
def send(client: FlaskClient) -> Send:
    """Return what submits the form and returns the text of the answer."""

    def sent(form: Form, to: str = "", status: int = 200) -> str:
        answer = client.post(f"/form{to}", data=form)
        assert answer.status_code == status, told(answer.get_data(as_text=True))
        return answer.get_data(as_text=True)

    return sent


@pytest.fixture(scope="module")
def uploaded(client: FlaskClient) -> Callable[..., str]:
    """Return what hands in a file and returns the text of the page."""

    def handed(text: str | bytes, status: int = 200) -> str:
        raw = text.encode() if isinstance(text, str) else text
        answer = client.post("/form/upload", data={"file": (io.BytesIO(raw), "profile.json")})
        assert answer.status_code == status, told(answer.get_data(as_text=True))
        return answer.get_data(as_text=True)

    return handed


@pytest.fixture(scope="module")
def empty(client: FlaskClient) -> str:
    return client.get("/form").get_data(as_text=True)


@pytest.fixture(scope="module")
def named(empty: str) -> Form:
    """Return the least that makes a profile."""
    return submission(empty, {"/enterprise/name": "甲公司", "/enterprise/region": "410421"})


def told(text: str) -> list[str]:
    """Return the faults that a page tells."""
    return [
        squeezed(re.sub("<.*?>", "", item)) for item in re.findall(r"<li>(.*?)</li>", text.partition("处须改正")[2].partition("</ul>")[0])
    ]


def beside(text: str, pointer: str) -> list[str]:
    """Return the faults that stand at a field."""
    return [squeezed(one) for one in re.findall(rf'id="{re.escape(pointer)}/wrong">.*?</span>(.*?)</p>', text)]


def test_empty_form_has_every_group_and_every_control_has_a_label(empty: str) -> None:
    page = Page(empty)
    labelled = {label.get("for") for label in page.having("label")}
    controls = [
        one
        for tag in ("input", "select", "textarea")
        for one in page.having(tag)
        if one.get("type") not in ("hidden", "radio", "checkbox") and "aria-label" not in one
    ]

    assert page.repeated_ids == []
    assert [one["id"] for one in controls if one["id"] not in labelled] == []
    for id, title in {"identity": "基本情况", "titles": "已有称号", "tables": "经营与研发数据", "figures": "其他指标"}.items():
        assert page.within[id].startswith(title)
    for id, title in {"declarations": "声明", "events": "事件", "projects": "项目", "subjects": "产品"}.items():
        assert page.within[id].startswith(title)


def test_form_is_linked_from_the_first_page_and_uses_no_inline_script_or_style(client: FlaskClient, empty: str) -> None:
    page = Page(empty)

    assert 'href="/form"' in client.get("/").get_data(as_text=True)
    assert all(script.get("src", "").startswith("/static/") for script in page.having("script"))
    assert not [tags for _, tags in page.tags if "style" in tags or any(name.startswith("on") for name in tags)]


def test_empty_form_says_nothing_but_that_titles_are_not_complete(empty: str) -> None:
    assert filled({}, submission(empty), CATALOGUE) == {"enterprise": {}, "titles_complete": False}


def test_forty_declarations_stand_open_and_the_others_lie_under_their_topics(empty: str) -> None:
    before, _, behind = empty.partition('id="declarations"')[2].partition("<details")
    names = re.compile(r'<fieldset class="truth" id="/declarations/(\w+)"')
    first, rest = names.findall(before), names.findall(behind)

    assert len(first) == 40
    assert len(rest) > 200
    assert not set(first) & set(rest)
    assert "finance_system_and_reports" in first  # twelve programmes hang on it


def test_only_the_declarations_of_programmes_that_are_for_such_a_holder_are_asked(named: Form, send: Send) -> None:
    names = re.compile(r'name="/declarations/(\w+)"')
    enterprise, person = (set(names.findall(send(form))) for form in (named, changed(named, {"holder": "person"})))

    assert enterprise
    assert person
    assert len(enterprise) < len(CATALOGUE.words.declarations)
    assert person != enterprise


def test_turning_to_another_holder_keeps_the_name_and_asks_what_that_one_has(named: Form, send: Send) -> None:
    text = send(changed(named, {"holder": "park"}))
    page = Page(text)

    assert submission(text)["/park/name"] == "甲公司"
    assert "/park/park_grade" in {one.get("id") for one in page.having("select")}
    assert "/enterprise/name" not in submission(text)


def test_yearly_figures_are_asked_for_the_last_three_closed_years(empty: str) -> None:
    years = re.findall(r'name="/metrics/revenue/(\d+)"', empty)

    assert len(years) == 3
    assert [int(year) - int(years[0]) for year in years] == [0, 1, 2]


def test_name_and_place_make_a_profile_and_lead_to_the_report(named: Form, send: Send) -> None:
    report = Page(send(named, "/report"))

    assert "甲公司" in report.text
    assert "待确认" in report.text


def test_report_is_that_of_the_same_profile_handed_in_as_json(uploaded: Callable[..., str], send: Send, client: FlaskClient) -> None:
    text = example_text(ELECTRIC) or ""
    through = send(submission(uploaded(text)), "/report")
    straight = client.post("/report", data={"profile": text}).get_data(as_text=True)

    assert Page(through).within["path"] == Page(straight).within["path"]
    assert Page(through).within["money"] == Page(straight).within["money"]


def test_what_is_written_wrong_is_told_at_its_field_and_stays(named: Form, send: Send) -> None:
    form = changed(named, {"/metrics/revenue/2025": "九千", "/titles/0/honor": "没有的称号", "/enterprise/uscc": "123"})
    text = send(form, "/report", 422)

    assert submission(text)["/metrics/revenue/2025"] == "九千"
    assert submission(text)["/titles/0/honor"] == "没有的称号"
    assert beside(text, "/metrics/revenue/2025") == ["应为数，如9100"]
    assert "统一社会信用代码" in beside(text, "/enterprise/uscc")[0]
    assert "不认识的编号“没有的称号”" in beside(text, "/titles/0/honor")[0]
    assert len(told(text)) == 3


def test_missing_name_is_told_for_the_report_but_not_while_filling_in(empty: str, send: Send) -> None:
    form = submission(empty, {"/metrics/revenue/2025": "9,100.50"})

    going_on = send(form)
    assert told(going_on) == []
    assert submission(going_on)["/metrics/revenue/2025"] == "9100.50"
    assert beside(send(form, "/report", 422), "/enterprise/name")


def test_more_lines_come_where_they_are_asked_for_and_keep_what_is_there(named: Form, send: Send) -> None:
    form = changed(named, {"/titles/1/honor": "河南省专精特新中小企业", "more": "titles"})
    text = send(form)

    assert len(re.findall(r'name="/titles/\d+/honor"', text)) == 7
    assert submission(text)["/titles/0/honor"] == "河南省专精特新中小企业"


def test_title_of_a_product_is_said_by_its_name(named: Form, send: Send) -> None:
    form = changed(
        named,
        {
            "/subjects/0/kind": "product",
            "/subjects/0/name": "126kV 组合电器",
            "/titles/0/honor": "河南省专精特新中小企业",
            "/titles/0/subject": "126kV 组合电器",
        },
    )
    profile = json.loads(send(form, "/profile.json"))

    assert profile["subjects"] == [{"kind": "product", "name": "126kV 组合电器", "id": "x1"}]
    assert profile["titles"] == [{"honor": "sme-specialized", "subject": "x1"}]


def test_next_question_leads_to_its_field(named: Form, send: Send) -> None:
    form = changed(named, {"/events_complete": "true", "/titles_complete": "true"})
    text = send(form)
    target = re.search(r'下一问最值得先答：</strong><a href="#([^"]+)"', text)

    assert target
    assert any(one.get("id") == target[1] for _, one in Page(text).tags)


def test_question_about_a_product_leads_to_its_field_at_the_product(uploaded: Callable[..., str], send: Send) -> None:
    before = without(two_products(), WINCH, "declarations", STANDARD_MET)
    asked = f"/subjects/1/declarations/{STANDARD_MET}"
    text = uploaded(written(before))
    told = read_json(send(submission(text, {asked: "true"}), "/profile.json"))

    assert f'下一问最值得先答：</strong><a href="#{asked}"' in text
    assert Page(text).repeated_ids == []
    assert asked in [one.get("id") for one in Page(text).having("fieldset")]
    assert told["declarations"] == before["declarations"]
    assert subject(told, WINCH)["declarations"] == subject(before, WINCH)["declarations"] | {STANDARD_MET: True}
    assert f'href="#{asked}"' not in send(submission(text, {asked: "true"}))


def test_first_year_of_a_product_leaves_it_the_years_of_its_company() -> None:
    before = two_products() | {"metrics": {SALES: {"2023": 100, "2024": 200}}}
    del subject(before, WINCH)["metrics"][SALES]
    told = filled(before, MultiDict({f"/subjects/1/metrics/{SALES}/2025": "300", f"/subjects/0/metrics/{SALES}/2023": ""}), CATALOGUE)

    assert subject(told, WINCH)["metrics"][SALES] == {"2023": 100, "2024": 200, "2025": 300}
    assert (told["metrics"], subject(told, "drill")) == (before["metrics"], subject(before, "drill"))


def test_figures_are_written_exactly_as_they_were_filled_in(named: Form, send: Send) -> None:
    form = changed(named, {"/metrics/revenue/2025": "30500.10", "/metrics/class1_ip": " 3 "})
    text = send(form, "/profile.json")

    assert '"2025": 30500.10' in text
    assert '"class1_ip": 3' in text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[]", "整个档案"),
        ("{", "第1行"),
        ('{"enterprise": {"name": "甲", "region": "410421"}, "metrics": {"revenue": {"2025": "x"}}}', "指标›营业收入总额›2025"),
        ('{"enterprise": {"name": "甲", "region": "410421"}, "x": 1}', "x"),
        (b"\xff\xfe", "文件"),
        ("", "文件"),
    ],
)
def test_file_that_is_no_profile_is_refused_with_the_place(uploaded: Callable[..., str], text: str | bytes, place: str) -> None:
    assert told(uploaded(text, 422))[0].startswith(f"{place}")


def test_file_beyond_a_megabyte_is_refused(client: FlaskClient) -> None:
    answer = client.post("/form/upload", data=b" " * 1_000_001, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413
    assert "1MB以内" in Page(answer.get_data(as_text=True)).text


def test_long_profile_travels_through_the_form(uploaded: Callable[..., str], send: Send) -> None:
    titles = [{"honor": "sme-innovative", "granted": "2024", "level": "级" * 150}] * 300
    profile = {"enterprise": {"name": "甲", "region": "410421"}, "titles": titles}

    form = submission(uploaded(json.dumps(profile, ensure_ascii=False)))
    assert json.loads(send(form, "/profile.json"))["titles"] == titles


@pytest.mark.parametrize(
    "carried",
    [
        *(
            '{"titles": 5, "metrics": [], "enterprise": 3}',
            '{"titles": [[]], "metrics": {"revenue": [1]}}',
            "5",
            "{",
            '{"events": {"a": 1}}',
        ),
        *('{"subjects": [{"id": [1], "name": "x"}]}', '{"projects": [1, {"id": null, "name": 2}], "metrics": {"revenue": {"2025": NaN}}}'),
    ],
)
def test_strange_carried_values_are_answered_with_a_page(client: FlaskClient, named: Form, carried: str) -> None:
    strange = {
        "carried": carried,
        "/titles/1/honor": "x",
        "/titles/99999/honor": "x",
        "/metrics/revenue/2025": "1",
        "/nowhere/x": "1",
        "/": "1",
    }
    form = changed(named, strange)

    for address in ("/form", "/form/report", "/form/profile.json"):
        assert client.post(address, data=form).status_code == 422


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(profile=profiles())
def test_any_profile_comes_back_from_the_form_as_it_was(uploaded: Callable[..., str], send: Send, profile: dict[str, Any]) -> None:
    back = read_json(send(submission(uploaded(written(profile))), "/profile.json"))

    before = {"titles_complete": True, "events_complete": False, **profile}
    assert read_profile(back, CATALOGUE) == read_profile(read_json(written(before)), CATALOGUE)
