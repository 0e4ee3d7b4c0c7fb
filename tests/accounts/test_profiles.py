"""Stored profiles: kept to the letter, never overwritten, never saved over what somebody else saved since."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import icalendar
import pytest

from tests.accounts.world import Company, Person, World, company, joined
from tests.api.sample import ON
from tests.api.sample import company as sample


def profile(firm: Company, **changes: Any) -> dict[str, Any]:
    found = sample(**changes)
    return {**found, "enterprise": {**found["enterprise"], "uscc": firm.uscc}}


def save(person: Person, firm: Company, body: Any, version: int | None = None) -> Any:
    headers = {"If-Match": f'"{version}"'} if version else {"If-None-Match": "*"}
    if isinstance(body, bytes):
        return person.put(f"/enterprises/{firm.id}/profile", data=body, content_type="application/json", headers=headers)
    return person.put(f"/enterprises/{firm.id}/profile", body, headers=headers)


def test_a_profile_comes_back_to_the_letter(firm: Company) -> None:
    sent = json.dumps(profile(firm), ensure_ascii=False).replace("236.6", "236.600001").replace("9100}", "9100.50}").encode()
    saved = save(firm.owner, firm, sent)
    found = firm.owner.get(f"/enterprises/{firm.id}/profile")

    assert (saved.status_code, saved.json["number"], saved.headers["ETag"]) == (200, 1, '"1"')
    assert (found.data, found.headers["ETag"]) == (sent, '"1"')
    assert saved.json["saved_by"] == f"user:{firm.owner.id}"
    assert firm.owner.get(f"/enterprises/{firm.id}/profile", headers={"If-None-Match": '"1"'}).status_code == 304


def test_a_save_says_which_version_it_changes(firm: Company) -> None:
    body = profile(firm)
    path = f"/enterprises/{firm.id}/profile"
    found = [firm.owner.put(path, body), firm.owner.put(path, body, headers={"If-Match": "*"}), save(firm.owner, firm, body, 3)]

    assert firm.owner.get(path).status_code == 404
    assert [(one.status_code, one.json["code"]) for one in found] == [
        (428, "if_match_required"),
        (428, "if_match_required"),
        (412, "changed_since"),
    ]


def test_who_is_late_learns_field_by_field_what_changed(tidu: World, firm: Company) -> None:
    editor = joined(tidu, firm, "editor")
    body = profile(firm)
    save(firm.owner, firm, body)
    metrics = {**body["metrics"], "revenue": {**body["metrics"]["revenue"], "2025": 9200}, "class1_ip": 4}
    del metrics["niche_since"]
    assert save(editor, firm, {**body, "metrics": metrics}, 1).headers["ETag"] == '"2"'
    late = save(firm.owner, firm, body, 1)
    changes = {error["pointer"]: error["message"] for error in late.json["errors"]}

    assert (late.status_code, late.headers["ETag"]) == (412, '"2"')
    assert "第 2 版" in late.json["detail"]
    assert changes == {
        "/metrics/revenue/2025": "“9100” 改为 “9200”",
        "/metrics/class1_ip": "“3” 改为 “4”",
        "/metrics/niche_since": "删去 “2012-01-01”",
    }
    assert firm.owner.get(f"/enterprises/{firm.id}/profile").headers["ETag"] == '"2"'


def test_of_many_saves_at_the_same_time_one_counts(firm: Company) -> None:
    body = profile(firm)
    with ThreadPoolExecutor(5) as pool:
        first = sorted(pool.map(lambda _: save(firm.owner, firm, body).status_code, range(5)))
        second = sorted(pool.map(lambda _: save(firm.owner, firm, body, 1).status_code, range(5)))

    assert first == second == [200, 412, 412, 412, 412]
    assert firm.owner.get(f"/enterprises/{firm.id}/profile/versions").json["total"] == 2


def test_every_version_stays_readable(firm: Company) -> None:
    bodies = [profile(firm, titles_complete=value) for value in (True, False)]
    for number, body in enumerate(bodies):
        save(firm.owner, firm, body, number or None)
    path = f"/enterprises/{firm.id}/profile/versions"

    assert [version["number"] for version in firm.owner.get(path).json["versions"]] == [2, 1]
    assert [firm.owner.get(f"{path}/{number}").json for number in (1, 2)] == bodies
    assert firm.owner.get(f"{path}/3").status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"uscc": "91410400MA0000015T"}, "/enterprise/uscc"),
        ({"region": "410422"}, "/enterprise/region"),
        ({"colour": "red"}, "/enterprise/colour"),
    ],
)
def test_a_profile_of_another_or_with_faults_is_not_saved(firm: Company, change: dict[str, str], pointer: str) -> None:
    body = profile(firm)
    found = save(firm.owner, firm, {**body, "enterprise": {**body["enterprise"], **change}})

    assert (found.status_code, [error["pointer"] for error in found.json["errors"]]) == (422, [pointer])
    assert firm.owner.get(f"/enterprises/{firm.id}/profile").status_code == 404


def test_a_bad_body_is_told_as_everywhere(firm: Company) -> None:
    assert save(firm.owner, firm, b"{").json["code"] == "not_json"
    assert save(firm.owner, firm, b'{"titles": [], "titles": []}').json["code"] == "duplicate_key"
    assert save(firm.owner, firm, b"\xff").json["code"] == "not_json"


QUESTIONS = {
    "assessments": {"programme": "sme-specialized"},
    "plans": {"to": ["sme-little-giant"]},
    "awards": {"horizon": 2},
    "calendars": {"months": 6},
}


@pytest.mark.parametrize("resource", QUESTIONS)
def test_a_stored_answer_is_the_stateless_answer_with_what_it_rests_on(firm: Company, resource: str) -> None:
    body, stored = {**QUESTIONS[resource], "on": ON}, profile(firm)
    save(firm.owner, firm, stored)
    found = firm.owner.post(f"/enterprises/{firm.id}/{resource}", body)
    again = firm.owner.post(f"/enterprises/{firm.id}/{resource}", body)
    stateless = firm.owner.post(f"/{resource}", {**body, "profile": stored}).json

    assert (found.status_code, found.json["profile_version"], found.json["on"]) == (201, 1, ON)
    assert found.json["answer"] == stateless
    assert found.json["catalogue_version"] == stateless["catalogue_version"]
    assert again.data == found.data
    assert firm.owner.get(found.headers["Location"].removeprefix("/api/v1")).data == found.data


def test_a_new_version_is_a_new_answer_and_the_old_one_stays(firm: Company) -> None:
    for number in (None, 1):
        save(firm.owner, firm, profile(firm, titles_complete=number is None), number)
        firm.owner.post(f"/enterprises/{firm.id}/awards", {"on": ON})
    found = firm.owner.get(f"/enterprises/{firm.id}/answers").json

    assert [(one["kind"], one["profile_version"]) for one in found["answers"]] == [("awards", 2), ("awards", 1)]


def test_answers_want_a_profile_and_refuse_one_in_the_body(firm: Company) -> None:
    path = f"/enterprises/{firm.id}/plans"
    without = firm.owner.post(path, QUESTIONS["plans"])
    save(firm.owner, firm, profile(firm))
    sent = firm.owner.post(path, {**QUESTIONS["plans"], "profile": profile(firm)})
    unknown = firm.owner.post(path, {"to": ["sme-litle-giant"]})

    assert (without.status_code, without.json["code"]) == (409, "no_profile")
    assert [error["pointer"] for error in sent.json["errors"]] == ["/profile"]
    assert (unknown.status_code, unknown.json["code"]) == (422, "unknown_programme")


def test_an_answer_of_another_enterprise_is_not_there(tidu: World, firm: Company, clerk: Person) -> None:
    save(firm.owner, firm, profile(firm))
    made, other = firm.owner.post(f"/enterprises/{firm.id}/awards", {"on": ON}).json, company(tidu, clerk)

    assert other.owner.get(f"/enterprises/{other.id}/answers/{made['id']}").status_code == 404


def test_the_calendar_file_holds_what_has_a_day(firm: Company) -> None:
    save(firm.owner, firm, profile(firm))
    found = firm.owner.get(f"/enterprises/{firm.id}/calendar.ics?on={ON}&months=24")
    told = firm.owner.post("/calendars", {"profile": profile(firm), "on": ON, "months": 24}).json["entries"]
    events = icalendar.Calendar.from_ical(found.data).walk("VEVENT")

    assert found.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert [str(event.decoded("dtstart")) for event in events] == [entry["date"] for entry in told if not entry["year_only"]]
    assert events
    assert len({str(event["uid"]) for event in events}) == len(events)
