"""The report on one company: what it shows is what the planner answers."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.pages.examples import example_text, examples
from tests.api.sample import ON, company
from tests.pages.markup import Page, squeezed

Read = Callable[..., Page]
Ask = Callable[..., Any]
ELECTRIC = "fictional-zhixing-electric"


@pytest.fixture(scope="module")
def ask(client: FlaskClient) -> Ask:
    """Return what asks the API about an example."""

    def asked(resource: str, example: str = ELECTRIC, **body: Any) -> Any:
        profile = json.loads(example_text(example) or "")
        return client.post(f"/api/v1/{resource}", json={"profile": profile, "on": ON, **body}).get_json()

    return asked


@pytest.fixture(scope="module")
def posted(client: FlaskClient) -> Read:
    """Return what posts a form and reads the page that comes back."""

    def read(status: int = 200, address: str = "/report", **form: str) -> Page:
        answer = client.post(address, data={"on": ON, **form})
        assert answer.status_code == status, answer.get_data(as_text=True)
        return Page(answer.get_data(as_text=True))

    return read


def text(**changes: Any) -> str:
    return json.dumps(company(**changes), ensure_ascii=False)


def carried(found: Page) -> Any:
    """Return the profile that the page would post with the next answer."""
    return json.loads(next(field["value"] for field in found.having("input") if field.get("name") == "profile"))


def leaves(gaps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the gaps without choices; of a choice those of its cheapest branch."""
    for gap in gaps:
        if "any" in gap:
            yield from leaves(gap["any"][0])
        else:
            yield gap


@pytest.mark.parametrize("example", [example.id for example in examples()])
def test_every_example_has_a_report_that_counts_as_the_assessment_does(page: Read, ask: Ask, example: str) -> None:
    found = page(f"/report?example={example}&on={ON}")
    shown = [one for one in ask("assessments", example)["results"] if one["kind"] != "credential" or one["state"] == "held"]
    states = [one["state"] for one in shown]

    assert found.repeated_ids == []
    for state, name in {"held": "已持有", "eligible": "可申报", "near": "差一点", "unknown": "待确认", "far": "尚远"}.items():
        assert (f"{name}{states.count(state)}" in found.text) == (state in states)


@pytest.mark.parametrize("target", ["sme-little-giant", "champion-national", "smart-factory-excellent"])
def test_path_and_money_are_those_of_the_plan(page: Read, ask: Ask, target: str) -> None:
    found = page(f"/report?example={ELECTRIC}&on={ON}&to={target}")
    plan = ask("plans", to=[target])
    path, money = found.within["path"], found.within["money"]

    places = [path.index(squeezed(step["name"]), path.index("一步一步")) for step in plan["steps"]]
    assert places == sorted(places)
    assert f"{plan['length']}步{plan['label']}（已证）" in path
    for sums in (plan["awards"][name] for name in ("now", "path", "ceiling")):
        assert "".join(f"{sums[part]:g}" for part in ("national", "provincial", "municipal", "total")) in money
    for line in plan["awards"]["claims"]:
        assert squeezed(line["name"]) in money


def test_every_gap_on_the_path_stands_with_its_clause(page: Read, ask: Ask) -> None:
    found = page(f"/report?example={ELECTRIC}&on={ON}&to=champion-national")
    gaps = [gap for step in ask("plans", to=["champion-national"])["steps"] for gap in leaves(step["gaps"])]

    assert len(gaps) > 3
    for gap in gaps:
        assert f"/programmes/{gap['criterion']}" in found.addresses("/programmes/")
        assert squeezed(gap["text"]) in found.within["path"]


def test_near_says_what_is_missing_how_much_and_from_when(page: Read) -> None:
    near = page(f"/report?example={ELECTRIC}&on={ON}").within["near"]

    assert "研发费用占营业收入比重（近2年每年）不低于3%现2.6%（2025年，已不能改），差0.4%" in near
    assert "最早2028年申报时可达" in near


def test_eligible_reads_as_conditions_met_not_as_an_award(page: Read) -> None:
    found = page(f"/report?example={ELECTRIC}&on={ON}")

    assert "达到基本条件，非获评" in found.within["eligible"]
    assert "达到条件不等于获评" in found.within["path"]


def test_picture_says_in_words_what_it_draws(page: Read, ask: Ask) -> None:
    found = page(f"/report?example={ELECTRIC}&on={ON}&to=champion-national")
    drawn = [svg["aria-label"] for svg in found.having("svg") if svg.get("role") == "img"]

    assert len(drawn) == 2
    assert all(step["name"] in label for label in drawn for step in ask("plans", to=["champion-national"])["steps"])
    assert [group for group in found.having("g") if group.get("class") == "arrow arrow--custom"]


def test_calendar_and_alternatives_are_those_of_the_answers(page: Read, ask: Ask, client: FlaskClient) -> None:
    found = page(f"/report?example={ELECTRIC}&on={ON}&to=champion-national")
    entries = ask("calendars")["entries"]

    assert all(squeezed(one["name"]) in found.within["calendar"] for one in entries if one["kind"] != "claim" or one["date"] < "2028-11-21")
    assert "只按条文" in found.within["alternatives"]


def test_credit_stands_apart_from_money(page: Read, ask: Ask) -> None:
    money = page(f"/report?example={ELECTRIC}&on={ON}&to=sme-little-giant").within["money"]

    assert ask("plans", to=["sme-little-giant"])["awards"]["credit"]
    assert "授信不超过5000万元，不计入资金" in money


def test_page_keeps_the_security_policy_and_works_without_a_script(page: Read) -> None:
    found = page(f"/report?example={ELECTRIC}&on={ON}")
    labelled = {label.get("for") for label in found.having("label")}
    fields = [one for tag in ("input", "select", "textarea") for one in found.having(tag) if one.get("type") not in ("hidden", "radio")]

    assert [attributes for _, attributes in found.tags if "style" in attributes or any(name.startswith("on") for name in attributes)] == []
    assert all("src" in script for script in found.having("script"))
    assert all(form.get("action", "").startswith("/report") and form.get("method") for form in found.having("form"))
    assert all(one.get("id") in labelled or "aria-label" in one for one in fields)


def test_unknown_target_is_told_and_another_shown(page: Read) -> None:
    found = page(f"/report?example={ELECTRIC}&on={ON}&to=sme-litle-giant")

    assert "没有编号为sme-litle-giant的事项，是否为sme-little-giant" in found.text
    assert "一步一步" in found.text


def test_fund_is_no_target(page: Read) -> None:
    assert "不是可规划的荣誉，请另选目标" in page(f"/report?example={ELECTRIC}&to=fund-specialized-city").text


@pytest.mark.parametrize("day", ["2026-02-30", "1999-12-31", "昨天"])
def test_impossible_day_is_told(page: Read, day: str) -> None:
    assert "应为2000-01-01至2100-12-31之间的一天" in page(f"/report?example={ELECTRIC}&on={day}").text


def test_target_held_or_out_of_reach_says_so(page: Read) -> None:
    assert "目标已持有，无须规划" in page(f"/report?example={ELECTRIC}&on={ON}&to=sme-specialized").within["path"]
    assert "没有可行的路径，原因：" in page(f"/report?example={ELECTRIC}&on={ON}&to=sme-key-little-giant").within["path"]


def test_without_a_profile_there_is_a_form(page: Read) -> None:
    assert [field["name"] for field in page("/report").having("textarea")] == ["profile"]


def test_unknown_example_is_not_found(page: Read) -> None:
    assert "没有示例“nobody”" in page("/report?example=nobody", 404).text


def test_posted_profile_has_the_same_report_as_the_file(page: Read, posted: Read) -> None:
    found, example = posted(profile=example_text(ELECTRIC)), page(f"/report?example={ELECTRIC}&on={ON}")

    for part in ("held", "near", "money", "calendar"):
        assert found.within[part] == example.within[part]


def test_faults_are_told_in_words_and_nothing_is_lost(posted: Read) -> None:
    wrong = text(metrics={"revenu": {"2025": 1}, "rd_expense": {"2025": -3}}, titles=[{"honor": "sme-innovative", "granted": "2025-02-30"}])
    found = posted(422, profile=wrong)

    assert "3处须改正" in found.text
    assert "指标›研发费用›2025：不能为负" in found.text
    assert "称号›第1项›获评时间：没有2025-02-30这一天" in found.text
    assert found.within["profile"] == squeezed(wrong)


def test_text_that_is_no_json_comes_back_with_its_line(posted: Read) -> None:
    found = posted(422, profile='{"enterprise":\n {"name": "甲",}}')

    assert "第2行：" in found.text
    assert found.within["profile"] == '{"enterprise":{"name":"甲",}}'


def test_page_escapes_what_the_profile_says(posted: Read) -> None:
    name = "甲<script>alert(1)</script>"
    found = posted(profile=text(enterprise={**company()["enterprise"], "name": name}))

    assert name in found.text
    assert all("src" in script for script in found.having("script"))


ANSWERS = [
    ({"ask": "metric:revenue:2022", "reply": "7000.50"}, lambda told: told["metrics"]["revenue"]["2022"] == 7000.5),
    ({"ask": "metric:nc_rate:", "reply": "62"}, lambda told: told["metrics"]["nc_rate"] == 62),
    ({"ask": "declaration:own_brand:", "reply": "false"}, lambda told: told["declarations"]["own_brand"] is False),
    ({"ask": "event:data_fraud:", "reply": "none"}, lambda told: told["events_complete"] is True),
    (
        {"ask": "event:penalty:", "reply": "one", "event-kind": "penalty", "event-on": "2025-05-01", "event-severity": ""},
        lambda told: told["events"][-1] == {"kind": "penalty", "on": "2025-05-01"},
    ),
    ({"ask": "title:champion-province:", "reply": "none"}, lambda told: told["titles_complete"] is True),
    (
        {"ask": "title:champion-province:", "reply": "one", "title-honor": "champion-province", "title-granted": "2024"},
        lambda told: told["titles"][-1] == {"honor": "champion-province", "granted": "2024"},
    ),
    (
        {"ask": "title:sme-innovative:", "reply": "more", "title-renewed": "2026-06-01"},
        lambda told: told["titles"][0] == {"honor": "sme-innovative", "granted": "2025-09-10", "renewed": "2026-06-01"},
    ),
    ({"ask": "field:ownership:", "reply": "private"}, lambda told: told["enterprise"]["ownership"] == "private"),
    ({"ask": "field:above_scale:", "reply": "false"}, lambda told: told["enterprise"]["above_scale"] is False),
    ({"ask": "field:listed_on:", "reply": "北交所"}, lambda told: told["enterprise"]["listed_on"] == ["北交所"]),
    ({"ask": "field:listed_on:", "reply": "无"}, lambda told: told["enterprise"]["listed_on"] == []),
    ({"ask": "field:chains:", "reply": "甲链、 乙链"}, lambda told: told["enterprise"]["chains"] == ["甲链", "乙链"]),
]


@pytest.mark.parametrize(("form", "kept"), ANSWERS)
def test_answer_is_put_where_it_belongs_and_the_rest_stays(posted: Read, form: dict[str, str], kept: Callable[[Any], bool]) -> None:
    before = company(events_complete=False, titles_complete=False)
    told = carried(posted(profile=json.dumps(before), **form))

    assert kept(told)
    assert told["metrics"]["rd_expense"] == before["metrics"]["rd_expense"]


def test_answer_to_the_next_question_brings_another(client: FlaskClient, posted: Read, page: Read) -> None:
    first = page(f"/report?example={ELECTRIC}&on={ON}")
    asked = next(field["value"] for field in first.having("input") if field.get("name") == "ask")
    second = posted(example=ELECTRIC, ask=asked, reply="true")

    assert asked not in [field.get("value") for field in second.having("input") if field.get("name") == "ask"]
    assert carried(second)["declarations"][asked.split(":")[1]] is True


@pytest.mark.parametrize("reply", ["很多", "1e99", "-5", "12.5.1"])
def test_answer_that_does_not_fit_is_told_and_the_report_stays(posted: Read, reply: str) -> None:
    before = company()
    found = posted(422, profile=json.dumps(before), ask="metric:nc_rate:", reply=reply)

    assert "指标›关键工序数控化率：" in found.within["question"]
    assert carried(found) == before


def test_exact_figures_survive_the_way_through_the_page(posted: Read) -> None:
    figures = '{"2024": 2.9999999999999999999, "2025": 36.60}'
    found = posted(profile=text().replace('{"2024": 55, "2025": 52.3}', figures), ask="metric:nc_rate:", reply="62.10")

    assert '{"2024":2.9999999999999999999,"2025":36.60}' in found.within["profile"]
    assert '"nc_rate":62.10' in found.within["profile"]


def test_what_if_says_what_changes(client: FlaskClient) -> None:
    form = {"example": ELECTRIC, "on": ON, "to": "sme-little-giant", "figure:class1_ip::": "4", "figure:revenue:2026:": "30500"}
    answer = client.post("/report/what-if", data=form, headers={"HX-Request": "true"})
    found = Page(answer.get_data(as_text=True))

    assert not found.having("main")
    assert "差距2项→变为1项" in found.text
    assert "国家级专精特新“小巨人”企业差3项差2项" in found.text


def test_what_if_of_the_same_figures_changes_nothing(client: FlaskClient) -> None:
    form = {
        "example": ELECTRIC,
        "on": ON,
        "to": "sme-little-giant",
        "figure:class1_ip::": "3",
        "figure:nobody::": "3",
        "figure:class1_ip": "9",
    }
    answer = client.post("/report/what-if", data=form, headers={"HX-Request": "true"})

    assert "没有变化" in Page(answer.get_data(as_text=True)).text


def test_what_if_without_a_script_is_a_whole_page_with_the_figures_kept(posted: Read) -> None:
    found = posted(address="/report/what-if", example=ELECTRIC, to="champion-national", **{"figure:class1_ip::": "4"})
    turned = [field["value"] for field in found.having("input") if field.get("name") == "figure:class1_ip::"]

    assert turned == ["4"]
    assert "差距2项→变为1项" in found.within["what-if-result"]


def test_what_if_on_a_profile_with_faults_tells_them(client: FlaskClient) -> None:
    answer = client.post("/report/what-if", data={"profile": "{"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "须改正" in answer.get_data(as_text=True)
