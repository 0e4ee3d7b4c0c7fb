"""Cultivation lists of bureaus: drafts, moves with a reason, the change from the last one, signing for good, joining, files."""

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, exc, text, update

from api.answers_cultivation import list_answer
from api.storage.tables import CultivationList, ListMember, ListMove
from planner.cultivation.drawing import cultivate
from planner.cultivation.standing import Call
from tests.accounts.test_profiles import save
from tests.accounts.world import Company, Person, World, company
from tests.bureau.sample import known_from
from tests.documents.reading import sheet, table_rows

READY = json.loads((Path(__file__).parents[2] / "examples" / "fictional-large-cement.json").read_text(encoding="utf-8"))
LIBRARY = "library-excellent-2026"


def ready(firm: Company, region: str, revenue: int) -> dict[str, Any]:
    """Return the profile of a company that meets the conditions of the library."""
    metrics = {**READY["metrics"], "revenue": {"2023": revenue, "2024": revenue, "2025": revenue}}
    return {
        **READY,
        "enterprise": {**READY["enterprise"], "uscc": firm.uscc, "region": region, "name": f"示例{revenue}公司"},
        "metrics": metrics,
    }


@pytest.fixture
def city(tidu: World) -> "City":
    """A place of its own for each test: cities of the province, then counties that no other test uses."""
    regions = tidu.app.extensions["tidu.catalogue"].regions
    free = [id for id, place in regions.items() if place.parent == "cn-41" and id not in ("cn-4101", "cn-4104", "cn-4105", "cn-4107")]
    free += [id for id, place in regions.items() if place.parent == "cn-4104" and id[-2:] not in ("21", "22", "23", "25", "82")]
    return City(tidu, free[next(tidu.app.extensions.setdefault("test.places", count()))])


class City:
    """A city with a bureau and three companies that are ready for the library."""

    def __init__(self, tidu: World, id: str, companies: int = 3) -> None:
        self.tidu, self.id, self.code = tidu, id, tidu.app.extensions["tidu.catalogue"].regions[id].code
        self.officer = tidu.clerk(self.id)
        self.firms = [company(tidu, self.officer, region=self.code, name=f"示例{place}公司") for place in range(companies)]
        for place, firm in enumerate(self.firms):
            assert save(firm.owner, firm, ready(firm, self.code, 50000 + place)).status_code == 200

    def draft(self, **body: Any) -> Any:
        found = self.officer.post("/bureau/lists", body or {"library": LIBRARY})
        assert found.status_code == 201, found.json
        return found.json

    def sign(self, id: str, number: int = 1, officer: Person | None = None) -> Any:
        return (officer or self.officer).post(f"/bureau/lists/{id}/sign", headers={"If-Match": f'"{number}"'})

    def move(self, id: str, company: str, position: int, number: int, reason: str = "现场核查情况较好") -> Any:
        body = {"company": company, "position": position, "reason": reason}
        return self.officer.post(f"/bureau/lists/{id}/moves", body, headers={"If-Match": f'"{number}"'})


def order(found: Any) -> list[str]:
    return [one["uscc"] for one in found["list"]["candidates"]]


def test_a_draft_is_what_the_planner_draws_up_from_the_stored_companies(city: City) -> None:
    catalogue = city.tidu.app.extensions["tidu.catalogue"]
    found = city.draft()
    library = catalogue.libraries[LIBRARY]
    profiles = [known_from(ready(firm, city.code, 50000 + place), catalogue) for place, firm in enumerate(city.firms)]
    expected = list_answer(
        cultivate(profiles, Call(library, library.deadline.by), catalogue, catalogue.regions[city.id]),
        catalogue,
        own_weights=False,
        elsewhere=0,
        change=None,
    )

    assert {name: found["list"][name] for name in expected} == json.loads(json.dumps(expected))
    assert len(order(found)) == 3
    assert (found["state"], found["office"], found["on"]) == ("draft", city.id, "2026-03-27")


def test_a_move_keeps_its_reason_and_who_made_it_and_can_be_undone(city: City) -> None:
    found = city.draft()
    first, second, third = order(found)
    moved = city.move(found["id"], third, 1, 1)
    [made] = moved.json["moves"]
    row = moved.json["list"]["candidates"][0]

    assert (moved.status_code, moved.headers["ETag"]) == (201, '"2"')
    assert order(moved.json) == [third, first, second]
    assert (row["rank"], row["computed_rank"], row["move"]["reason"]) == (1, 3, "现场核查情况较好")
    assert made["made_by"] == city.officer.id
    undone = city.officer.delete(f"/bureau/lists/{found['id']}/moves/{made['id']}", headers={"If-Match": '"2"'}).json
    assert order(undone) == [first, second, third]
    assert (undone["moves"][0]["reason"], undone["moves"][0]["undone_by"]) == ("现场核查情况较好", city.officer.id)


def test_a_move_that_cannot_be_made_changes_nothing(city: City) -> None:
    found = city.draft()
    first, second, _ = order(found)
    city.move(found["id"], second, 1, 1)
    refused = [
        city.move(found["id"], "91410421MA0000000X", 1, 2),
        city.move(found["id"], first, 9, 2),
        city.move(found["id"], first, 1, 2),
        city.move(found["id"], first, 3, 2, reason=" "),
    ]

    assert [one.status_code for one in refused] == [422] * 4
    assert all(one.json["errors"] or one.json["detail"] for one in refused)
    still = city.officer.get(f"/bureau/lists/{found['id']}").json
    assert (still["number"], len(still["moves"])) == (2, 1)


def test_of_two_who_change_a_list_one_is_told_that_it_has_changed(city: City) -> None:
    found = city.draft()
    city.move(found["id"], order(found)[2], 1, 1)
    late = city.move(found["id"], order(found)[1], 1, 1)
    without = city.officer.post(f"/bureau/lists/{found['id']}/sign")

    assert (late.status_code, late.json["code"], late.headers["ETag"]) == (412, "list_changed", '"2"')
    assert (without.status_code, without.json["code"]) == (428, "if_match_required")


def test_of_two_officers_who_sign_at_the_same_time_one_is_refused(city: City) -> None:
    found, officers = city.draft(), [city.officer, city.tidu.clerk(city.id)]
    with ThreadPoolExecutor(2) as pool:
        answers = [*pool.map(lambda officer: city.sign(found["id"], officer=officer), officers)]
    signed = city.officer.get(f"/bureau/lists/{found['id']}").json

    assert sorted(one.status_code for one in answers)[0] == 200
    assert sorted(one.status_code for one in answers)[1] in (409, 412)
    assert signed["state"] == "signed"
    assert signed["signed_by"] == next(who.id for who, one in zip(officers, answers, strict=True) if one.status_code == 200)
    assert signed["signed_at"]


def test_a_signed_list_stays_as_it_is_whatever_becomes_of_the_companies(city: City) -> None:
    found = city.draft()
    city.move(found["id"], order(found)[2], 1, 1)
    signed = city.sign(found["id"], 2).json
    save(city.firms[0].owner, city.firms[0], {**ready(city.firms[0], city.code, 1), "titles": []}, 1)
    refused = [city.move(found["id"], order(signed)[0], 2, 3), city.sign(found["id"], 3)]
    refused.append(city.officer.delete(f"/bureau/lists/{found['id']}", headers={"If-Match": '"3"'}))

    assert [(one.status_code, one.json["code"]) for one in refused] == [(409, "list_signed")] * 3
    assert city.officer.get(f"/bureau/lists/{found['id']}").json == signed


def test_the_database_itself_refuses_to_change_a_signed_list(city: City) -> None:
    found = city.draft()
    city.move(found["id"], order(found)[2], 1, 1)
    city.sign(found["id"], 2)
    id, firm = found["id"], city.firms[0].id
    changes = (
        update(CultivationList).where(CultivationList.id == id).values(text="{}"),
        update(CultivationList).where(CultivationList.id == id).values(state="draft", text=None, signed_by=None),
        delete(CultivationList).where(CultivationList.id == id),
        update(ListMove).where(ListMove.list_id == id).values(reason="x"),
        delete(ListMove).where(ListMove.list_id == id),
        delete(ListMember).where(ListMember.list_id == id),
        update(ListMember).where(ListMember.list_id == id, ListMember.enterprise_id == firm).values(profile_version=9),
        text(f"INSERT INTO list_members VALUES ('{id}', '{city.firms[0].id[::-1]}', 1)"),
    )
    with city.tidu.stored() as session:
        for change in changes:
            with pytest.raises(exc.DBAPIError):
                session.execute(change)
            session.rollback()


def test_a_second_list_cannot_be_signed_in_the_place_of_the_first(city: City) -> None:
    first, second = city.draft(), city.draft()
    assert city.sign(first["id"]).status_code == 200

    assert city.sign(second["id"]).json["code"] == "list_signed"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_kill_9_leaves_a_list_wholly_signed_or_not_at_all(city: City, moment: str) -> None:
    """A process of its own signs and is killed: before its transaction ends, or just after."""
    found = city.draft()
    config = city.tidu.config
    said = (config.database, str(config.data), config.redis, city.officer.id, found["id"], moment)
    with subprocess.Popen([sys.executable, Path(__file__).with_name("signing.py"), *said], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == moment
        process.send_signal(signal.SIGKILL)
    now = city.officer.get(f"/bureau/lists/{found['id']}").json
    entries = city.officer.get(f"/bureau/audit?action=list.sign&object_id={found['id']}").json["total"]

    if moment == "before":
        assert (now["state"], now["signed_by"], now["signed_at"], now["number"]) == ("draft", None, None, 1)
        assert city.sign(found["id"]).status_code == 200
    else:
        assert (now["state"], now["signed_by"], now["number"], entries) == ("signed", city.officer.id, 2, 1)
        assert order(now) == order(found)


def test_the_change_from_the_last_signed_list_is_shown(city: City) -> None:
    honor = {"honor": "sme-innovative", "on": "2026-11-22"}
    before = city.draft(**honor, year=2026)
    assert city.sign(before["id"]).status_code == 200
    after = city.draft(**honor, year=2027)

    assert before["list"]["change"] is None
    assert after["earlier"] == before["id"]
    assert after["list"]["change"]["since"] == 2026
    told = [one["uscc"] for kind in ("entered", "stayed", "left") for one in after["list"]["change"][kind]]
    listed = {one["uscc"] for found in (before, after) for one in found["list"]["candidates"] if one["listed"]}
    assert sorted(told) == sorted(listed)


def test_a_province_joins_the_signed_lists_of_its_cities(tidu: World, city: City) -> None:
    province = tidu.clerk("cn-41")
    drafted = city.draft()
    before = province.post("/bureau/lists/joined", {"library": LIBRARY})
    city.move(drafted["id"], order(drafted)[2], 1, 1)
    signed = city.sign(drafted["id"], 2).json
    save(city.firms[0].owner, city.firms[0], {**ready(city.firms[0], city.code, 1), "titles": []}, 1)
    found = province.post("/bureau/lists/joined", {"library": LIBRARY}).json
    listed = {one["uscc"] for one in signed["list"]["candidates"] if one["listed"]}
    rows = {one["uscc"]: one for one in found["list"]["candidates"]}

    assert before.status_code in (201, 404)
    assert listed <= rows.keys()
    assert {rows[uscc]["from"]["list"] for uscc in listed} == {signed["id"]}
    assert rows[order(signed)[0]]["from"]["move"]["reason"] == "现场核查情况较好"
    assert signed["id"] in found["list"]["joined"]["lists"]
    assert city.code not in {one["region"] for one in found["list"]["joined"]["missing"]}
    assert len(found["list"]["joined"]["missing"]) + len(found["list"]["joined"]["offices"]) >= 19
    assert all(one["selected"] for one in rows.values())


def test_a_list_is_changed_by_its_own_bureau_and_read_by_those_above(tidu: World, city: City) -> None:
    found = city.draft()
    province, other = tidu.clerk("cn-41"), tidu.clerk("cn-4101")

    assert order(province.get(f"/bureau/lists/{found['id']}").json) == order(found)
    assert city.sign(found["id"], officer=province).status_code == 403
    assert other.get(f"/bureau/lists/{found['id']}").status_code == 404
    assert city.sign(found["id"], officer=other).status_code == 404
    assert other.post("/bureau/lists", {"library": LIBRARY, "region": city.code}).status_code == 404


def test_weights_of_one_s_own_change_the_points_and_are_told(city: City) -> None:
    keys = city.draft()["list"]["ranking"]["keys"]
    weights = [1] * (len(keys) - 1) + [101 - len(keys)]
    found = city.draft(library=LIBRARY, weights=weights)
    wrong = city.officer.post("/bureau/lists", {"library": LIBRARY, "weights": [50]})

    assert [key["weight"] for key in found["list"]["ranking"]["keys"]] == weights
    assert found["list"]["ranking"]["default"] is False
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"]) == (422, "/weights")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"library": "library-of-nobody"},
        {"library": LIBRARY, "honor": "sme-innovative"},
        {"library": LIBRARY, "year": 2025},
        {"honor": "x"},
    ],
)
def test_what_cannot_be_drawn_up_is_refused(city: City, body: dict[str, Any]) -> None:
    assert city.officer.post("/bureau/lists", body).status_code == 422


def test_the_files_hold_the_list_in_its_order(city: City) -> None:
    found = city.draft()
    city.move(found["id"], order(found)[2], 1, 1)
    draft = city.officer.get(f"/bureau/lists/{found['id']}/file?format=docx")
    signed = city.sign(found["id"], 2).json
    address = f"/bureau/lists/{found['id']}/file"
    names = [one["name"] for one in signed["list"]["candidates"] if one["listed"]]
    word, excel, plain = (city.officer.get(f"{address}?format={kind}") for kind in ("docx", "xlsx", "json"))

    assert "draft-" in draft.headers["Content-Disposition"]
    assert "draft" not in word.headers["Content-Disposition"]
    assert [row[2] for row in table_rows(word.data)[0]][1:] == names
    assert [row[2] for row in sheet(excel.data, "附件2") if len(row) > 2 and row[2] in names] == names
    assert plain.json == signed["list"]


def test_a_list_of_any_honor_comes_as_a_plain_table(city: City) -> None:
    found = city.draft(honor="sme-innovative", year=2027, on="2026-11-22")
    excel = city.officer.get(f"/bureau/lists/{found['id']}/file?format=xlsx")
    word = city.officer.get(f"/bureau/lists/{found['id']}/file?format=docx")

    assert len(sheet(excel.data, "候选")) >= 2 + len(found["list"]["candidates"])
    assert word.status_code == 404


def test_a_draft_that_is_given_up_is_gone_from_view(city: City) -> None:
    found = city.draft()
    address = f"/bureau/lists/{found['id']}"
    dropped = city.officer.delete(address, headers={"If-Match": '"1"'})

    assert dropped.status_code == 204
    assert found["id"] not in [one["id"] for one in city.officer.get("/bureau/lists?size=100").json["lists"]]
    assert city.sign(found["id"], 2).status_code == 404
