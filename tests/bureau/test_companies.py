"""What a bureau finds of the stored companies of its region, and what it decides and notes about one."""

from datetime import date
from typing import Any

import pytest

from api.bureau import companies
from api.bureau.judging import Judge, rejudge, stale
from api.storage.tables import Judgement, ProgrammeState
from api.web.requests import today
from planner.assessment import assess
from planner.awards import awards
from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Company, Person, World, company
from tests.bureau.sample import known_from

NEVER_THERE = "0" * 32


@pytest.fixture
def stored(firm: Company) -> Company:
    save(firm.owner, firm, profile(firm))
    return firm


def names(found: Any) -> set[str]:
    return {one["id"] for one in found.json["companies"]}


def test_a_saved_profile_is_judged_at_once_as_the_planner_judges_it(tidu: World, stored: Company, clerk: Person) -> None:
    catalogue = tidu.app.extensions["tidu.catalogue"]
    known = known_from(profile(stored), catalogue)
    found = clerk.get(f"/bureau/companies/{stored.id}").json
    expected = {one.programme.id: one.state for one in assess(known, catalogue, today())}

    assert found["states"] == {id: state for id, state in expected.items() if state not in ("out_of_scope", "closed")}
    assert (found["judgement"]["profile_version"], found["judgement"]["catalogue_version"]) == (1, catalogue.version)
    assert found["judgement"]["unclaimed"] == float(awards(known, catalogue, today()).now.total)
    assert found["judgement"]["held"] == sum(state == "held" for state in expected.values())


def test_the_judgement_follows_the_profile(stored: Company, clerk: Person) -> None:
    before = clerk.get(f"/bureau/companies/{stored.id}").json["states"]
    save(stored.owner, stored, profile(stored, titles=[]), 1)
    found = clerk.get(f"/bureau/companies/{stored.id}").json

    assert before["sme-innovative"] == "held" != found["states"]["sme-innovative"]
    assert found["judgement"]["profile_version"] == 2


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("programme=sme-innovative&state=held", True),
        ("programme=sme-innovative&state=near", False),
        ("held=smart-workshop", True),
        ("held=sme-little-giant", False),
        ("name=示例", True),
        ("name=%", False),
        ("region=410421", True),
        ("updated_since=2020-01-01", True),
        ("updated_since=2100-01-01", False),
        ("held=smart-workshop&programme=sme-innovative&state=held&name=电气", True),
    ],
)
def test_filters_find_what_they_say(stored: Company, clerk: Person, query: str, finds: bool) -> None:
    found = clerk.get(f"/bureau/companies?uscc={stored.uscc}&{query}")

    assert (found.json["total"], names(found)) == ((1, {stored.id}) if finds else (0, set()))


def test_a_code_is_found_by_its_beginning_however_it_is_written(stored: Company, clerk: Person) -> None:
    begins = stored.uscc[:14]
    found = [clerk.get(f"/bureau/companies?uscc={said}&size=100").json["companies"] for said in (begins, begins.lower(), "%25", "Z")]

    assert [stored.id in {one["id"] for one in some} for some in found] == [True, True, False, False]
    assert all(one["uscc"].startswith(begins) for one in found[0])
    assert found[2:] == [[], []]


@pytest.mark.parametrize("sort", ["name", "uscc", "region", "updated", "held", "eligible", "near", "unclaimed"])
def test_pages_hold_every_company_once_in_either_order(tidu: World, stored: Company, clerk: Person, sort: str) -> None:
    others = {company(tidu, clerk, name=f"排序示例{place}公司").id for place in range(3)}
    for order in (sort, f"-{sort}"):
        total = clerk.get(f"/bureau/companies?sort={order}&size=1").json["total"]
        pages = [clerk.get(f"/bureau/companies?sort={order}&size=7&page={page}") for page in range(1, -(-total // 7) + 1)]
        found = [one["id"] for page in pages for one in page.json["companies"]]

        assert len(found) == len(set(found)) == total
        assert others | {stored.id} <= set(found)


@pytest.mark.parametrize("sort", ["name", "-uscc", "updated", "-held", "near"])
def test_each_page_says_where_the_next_begins(tidu: World, stored: Company, clerk: Person, sort: str) -> None:
    company(tidu, clerk, name="尚无档案公司")
    by_number = [one["id"] for one in clerk.get(f"/bureau/companies?sort={sort}&size=100").json["companies"]]
    found, after = [], ""
    while after is not None:
        page = clerk.get(f"/bureau/companies?sort={sort}&size=3{after and f'&after={after}'}").json
        found += [one["id"] for one in page["companies"]]
        after = page["next"]

    assert found[:100] == by_number
    assert len(found) == len(set(found)) == page["total"]


@pytest.mark.parametrize("sort", ["name", "-uscc", "region", "-updated", "held"])
@pytest.mark.parametrize("query", ["size=5", "size=5&page=2", "size=5&name=示例", "size=5&programme=sme-innovative&state=held"])
def test_where_very_many_pass_the_pages_are_the_same(
    tidu: World, stored: Company, clerk: Person, monkeypatch: pytest.MonkeyPatch, sort: str, query: str
) -> None:
    company(tidu, clerk, name="示例又一公司")
    found = clerk.get(f"/bureau/companies?sort={sort}&{query}").json["companies"]
    monkeypatch.setattr(companies, "MOST_COUNTED", 0)
    walked = clerk.get(f"/bureau/companies?sort={sort}&{query}").json["companies"]

    assert walked == found


def test_where_a_page_ended_counts_in_its_order_alone(tidu: World, stored: Company, clerk: Person) -> None:
    company(tidu, clerk)
    mark = clerk.get("/bureau/companies?size=1&sort=name").json["next"]
    wrong = [f"after={mark}&sort=uscc", "after=x", "after=W10&sort=held", f"after={mark}&page=2", "page=10000&size=100"]

    assert [clerk.get(f"/bureau/companies?{query}").status_code for query in wrong] == [422] * 5


def test_what_is_not_counted_to_the_end_says_so(tidu: World, stored: Company, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    company(tidu, clerk)
    monkeypatch.setattr(companies, "MOST_COUNTED", 1)
    found = [
        clerk.get(f"/bureau/companies?{query}").json for query in ("name=示例", f"uscc={stored.uscc}", "size=1", "held=sme-innovative")
    ]

    assert [(one["total"], one["total_is"]) for one in found[:2]] == [(1, "at_least"), (1, "exact")]
    assert [one["total_is"] for one in found[2:]] == ["exact", "exact"]
    assert found[2]["total"] > 1


def test_a_company_without_a_profile_is_listed_last_where_figures_decide(tidu: World, stored: Company, clerk: Person) -> None:
    bare = company(tidu, clerk, name="尚无档案公司")
    for order in ("held", "-held"):
        total = clerk.get("/bureau/companies?size=1").json["total"]
        last = clerk.get(f"/bureau/companies?sort={order}&size=1&page={total}").json["companies"][0]
        assert last["judgement"] is None
    assert clerk.get(f"/bureau/companies/{bare.id}").json["states"] == {}


def test_a_bureau_sees_its_region_and_no_other(tidu: World, stored: Company) -> None:
    city, other, province = tidu.clerk("cn-4104"), tidu.clerk("cn-410422"), tidu.clerk("cn-41")
    address = f"/bureau/companies?uscc={stored.uscc}"

    assert [person.get(address).json["total"] for person in (city, province, other)] == [1, 1, 0]
    assert city.get(f"{address}&region=410421").json["total"] == 1
    assert city.get(f"{address}&region=410422").json["total"] == 0
    assert other.get("/bureau/companies?region=410421").status_code == 404


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("programme=sme-innovative", "?state"),
        ("programme=sme-inovative&state=held", "?programme"),
        ("state=closed&programme=sme-innovative", "?state"),
        ("region=999999", "?region"),
        ("sort=size", "?sort"),
        ("page=0", "?page"),
        ("color=red", "?color"),
    ],
)
def test_a_query_that_means_nothing_is_refused_with_its_place(clerk: Person, query: str, pointer: str) -> None:
    found = clerk.get(f"/bureau/companies?{query}")

    assert (found.status_code, [error["pointer"].split("/")[0] for error in found.json["errors"]]) == (422, [pointer])


def test_what_is_stale_is_judged_anew_and_nothing_twice(tidu: World, stored: Company) -> None:
    catalogue, later = tidu.app.extensions["tidu.catalogue"], date(2099, 1, 1)
    with tidu.stored() as session:
        assert stored.id not in session.scalars(stale(today(), catalogue.version)).all()
        assert stored.id in session.scalars(stale(today(), "another catalogue")).all()
        assert stored.id in [*rejudge(catalogue, later)]
        assert [*rejudge(catalogue, later)] == []
        assert session.get(Judgement, stored.id).judged_on == later
        assert session.get(ProgrammeState, (stored.id, "sme-innovative")).state == "held"


def test_of_titles_held_the_highest_is_marked(tidu: World) -> None:
    judge = Judge(tidu.app.extensions["tidu.catalogue"])
    above = judge.above["sme-innovative"]

    assert {"sme-specialized", "sme-little-giant"} <= above
    assert "sme-innovative" not in above
    assert {"sme-innovative", "sme-specialized", "sme-little-giant"} <= set(judge.rungs)


TITLE = {"honor": "sme-innovative", "granted": "2025-09-10", "note": "豫工信企业〔2025〕1号文附件"}


def test_a_confirmed_title_is_marked_for_the_company_with_who_when_and_on_what_evidence(stored: Company, clerk: Person) -> None:
    made = clerk.post(f"/bureau/companies/{stored.id}/titles/confirm", TITLE)
    found = {one["honor"]: one["decision"] for one in stored.owner.get(f"/enterprises/{stored.id}/titles").json["titles"]}

    assert made.status_code == 201
    assert (found["sme-innovative"]["state"], found["sme-innovative"]["decided_by"]) == ("confirmed", clerk.id)
    assert found["sme-innovative"]["note"] == TITLE["note"]
    assert found["smart-workshop"] is None
    assert stored.owner.get("/me/inbox").json["messages"][0]["kind"] == "title_confirmed"


def test_the_latest_decision_counts_and_all_stay_written(stored: Company, clerk: Person) -> None:
    clerk.post(f"/bureau/companies/{stored.id}/titles/confirm", TITLE)
    clerk.post(f"/bureau/companies/{stored.id}/titles/refuse", {**TITLE, "note": "公示名单中没有"})
    [found] = [one for one in clerk.get(f"/enterprises/{stored.id}/titles").json["titles"] if one["honor"] == "sme-innovative"]
    history = clerk.get(f"/bureau/companies/{stored.id}/titles/decisions").json["decisions"]

    assert found["decision"]["state"] == "refused"
    assert [one["state"] for one in history] == ["confirmed", "refused"]


def test_a_title_that_the_profile_does_not_have_cannot_be_confirmed(stored: Company, clerk: Person) -> None:
    address = f"/bureau/companies/{stored.id}/titles/confirm"
    strange = [{**TITLE, "granted": "2025-09-11"}, {**TITLE, "honor": "sme-specialized"}, {"honor": TITLE["honor"], "note": "x"}]

    assert [clerk.post(address, body).status_code for body in strange] == [404] * 3
    assert clerk.post(address, {**TITLE, "note": " "}).status_code == 422


def test_a_title_that_changes_is_confirmed_no_more(stored: Company, clerk: Person) -> None:
    clerk.post(f"/bureau/companies/{stored.id}/titles/confirm", TITLE)
    save(stored.owner, stored, profile(stored, titles=[{"honor": "sme-innovative", "granted": "2026-09-10"}]), 1)
    [found] = stored.owner.get(f"/enterprises/{stored.id}/titles").json["titles"]

    assert found["decision"] is None


def test_notes_are_for_staff_and_only_their_writer_removes_them(tidu: World, stored: Company, clerk: Person) -> None:
    address = f"/bureau/companies/{stored.id}/notes"
    note = clerk.post(address, {"text": "已电话联系，三季度报表待补"}).json
    city = tidu.clerk("cn-4104")

    assert [one["text"] for one in city.get(address).json["notes"]] == ["已电话联系，三季度报表待补"]
    assert stored.owner.get(address).status_code == 403
    assert city.delete(f"{address}/{note['id']}").status_code == 403
    assert clerk.delete(f"{address}/{note['id']}").status_code == 204
    assert clerk.delete(f"{address}/{note['id']}").status_code == 404
    assert clerk.get(address).json["total"] == 0
