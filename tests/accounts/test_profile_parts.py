"""Lists within a stored profile, changed entry by entry: each change is a version, and none is over that of somebody else."""

import json
from typing import Any

import pytest

from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Company, World, joined

PROJECT = {"id": "p1", "name": "二期产线", "year": 2026, "equipment_software_investment": 3200.5}
ENTRIES = {
    "titles": ("titles", {"honor": "sme-specialized", "granted": "2025-09-10"}, {"honor": "sme-specialized", "granted": "2025-09-11"}),
    "applications": (
        "applications",
        {"honor": "sme-little-giant", "year": 2026, "status": "pending"},
        {"honor": "sme-little-giant", "year": 2026, "status": "failed"},
    ),
    "fund-claims": (
        "claims",
        {"fund": "fund-specialized-city", "year": 2025, "amount": 20.5},
        {"fund": "fund-specialized-city", "year": 2025, "amount": 20},
    ),
    "projects": ("projects", PROJECT, {**PROJECT, "name": "三期产线"}),
}


@pytest.fixture
def stored(firm: Company) -> Company:
    save(firm.owner, firm, profile(firm))
    return firm


def at(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def kept(firm: Company, section: str) -> list[Any]:
    return firm.owner.get(f"/enterprises/{firm.id}/profile").json.get(section, [])


@pytest.mark.parametrize("part", ENTRIES)
def test_an_entry_is_added_changed_and_ended_each_as_a_version(stored: Company, part: str) -> None:
    (section, entry, other), owner, path = ENTRIES[part], stored.owner, f"/enterprises/{stored.id}/{part}"
    before = kept(stored, section)
    added = owner.post(path, entry, headers=at(1))
    assert (added.status_code, added.json["number"], added.headers["ETag"]) == (201, 2, '"2"')
    assert kept(stored, section) == [*before, entry]
    changed = owner.put(f"{path}/{len(before)}", other, headers=at(2))
    assert (changed.status_code, kept(stored, section)) == (200, [*before, other])
    ended = owner.delete(f"{path}/{len(before)}", headers=at(3))
    assert (ended.status_code, ended.json["number"], kept(stored, section)) == (200, 4, before)

    assert kept(stored, "metrics") == profile(stored)["metrics"]
    assert owner.get(f"/enterprises/{stored.id}/profile/versions").json["total"] == 4


@pytest.mark.parametrize("part", [part for part in ENTRIES if part != "titles"])
def test_entries_are_listed_as_they_were_saved(tidu: World, stored: Company, part: str) -> None:
    section, entry, _ = ENTRIES[part]
    before = kept(stored, section)
    stored.owner.post(f"/enterprises/{stored.id}/{part}", entry, headers=at(1))
    found = joined(tidu, stored, "viewer").get(f"/enterprises/{stored.id}/{part}")

    assert (found.json, found.headers["ETag"]) == ({part: [*before, entry]}, '"2"')


def test_the_judgement_follows_an_entry(stored: Company, clerk: Any) -> None:
    stored.owner.post(f"/enterprises/{stored.id}/titles", ENTRIES["titles"][1], headers=at(1))

    assert clerk.get(f"/bureau/companies/{stored.id}").json["states"]["sme-specialized"] == "held"


def test_who_is_late_changes_nothing_and_learns_what_changed(stored: Company) -> None:
    owner, path = stored.owner, f"/enterprises/{stored.id}/titles"
    owner.post(path, ENTRIES["titles"][1], headers=at(1))
    late = [owner.post(path, ENTRIES["titles"][2], headers=at(1)), owner.delete(f"{path}/0", headers=at(1))]
    late += [owner.delete(f"{path}/0"), owner.delete(f"{path}/0", headers={"If-None-Match": "*"})]

    assert [one.status_code for one in late] == [412, 412, 428, 412]
    assert late[0].json["errors"][0]["pointer"].startswith("/titles/2")
    assert owner.get(f"/enterprises/{stored.id}/profile").headers["ETag"] == '"2"'


def test_a_bad_entry_is_refused_at_its_own_place_and_nothing_is_saved(stored: Company) -> None:
    owner, path = stored.owner, f"/enterprises/{stored.id}"
    bad = owner.post(f"{path}/titles", {"honor": "sme-speciallized", "granted": "2025-02-30", "x": 1}, headers=at(1))
    whole = owner.post(f"{path}/projects", 5, headers=at(1))
    beyond = owner.put(f"{path}/titles/9", ENTRIES["titles"][1], headers=at(1))

    assert (bad.status_code, {one["pointer"] for one in bad.json["errors"]}) == (422, {"/honor", "/granted", "/x"})
    assert (whole.status_code, [one["pointer"] for one in whole.json["errors"]]) == (422, [""])
    assert (beyond.status_code, beyond.json["code"]) == (404, "nothing_there")
    assert owner.get(f"{path}/profile").headers["ETag"] == '"1"'


def test_what_another_entry_refers_to_is_not_ended(stored: Company) -> None:
    owner, path = stored.owner, f"/enterprises/{stored.id}"
    owner.post(f"{path}/projects", PROJECT, headers=at(1))
    owner.post(f"{path}/fund-claims", {**ENTRIES["fund-claims"][1], "project": "p1"}, headers=at(2))
    found = owner.delete(f"{path}/projects/0", headers=at(3))

    assert (found.status_code, [one["pointer"] for one in found.json["errors"]]) == (422, ["/claims/0/project"])


def test_figures_beside_the_entry_stay_exact(firm: Company) -> None:
    sent = json.dumps(profile(firm), ensure_ascii=False).replace("236.6", "236.600001").encode()
    save(firm.owner, firm, sent)
    firm.owner.post(f"/enterprises/{firm.id}/projects", PROJECT, headers=at(1))

    assert "236.600001" in firm.owner.get(f"/enterprises/{firm.id}/profile").text


def test_without_a_profile_there_is_nothing_to_change(firm: Company) -> None:
    found = [
        firm.owner.get(f"/enterprises/{firm.id}/projects"),
        firm.owner.post(f"/enterprises/{firm.id}/projects", PROJECT, headers=at(1)),
    ]

    assert [one.json["code"] for one in found] == ["no_profile"] * 2
