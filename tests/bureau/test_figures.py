"""The figures of a region and its record."""

from api.web.requests import today
from planner.assessment import assess
from planner.awards import awards
from tests.accounts.test_profiles import profile, save
from tests.accounts.world import World, company
from tests.bureau.sample import known_from


def test_the_figures_of_a_region_are_those_of_its_companies(tidu: World) -> None:
    clerk = tidu.clerk("cn-410425")
    firms = [company(tidu, clerk, region="410425") for _ in range(3)]
    catalogue = tidu.app.extensions["tidu.catalogue"]
    said = [{**profile(firm), "enterprise": {**profile(firm)["enterprise"], "region": "410425"}} for firm in firms[:2]]
    before = clerk.get("/bureau/statistics").json
    for firm, one in zip(firms, said, strict=False):
        save(firm.owner, firm, one)
    found = clerk.get("/bureau/statistics").json
    known = known_from(said[0], catalogue)
    results = assess(known, catalogue, today())

    assert (found["companies"] - before["companies"], found["judged"] - before["judged"]) == (0, 2)
    for one, old, result in zip(found["programmes"], before["programmes"], results, strict=True):
        added = {state: count - old["states"][state] for state, count in one["states"].items()} | {
            "outside": one["outside"] - old["outside"]
        }
        state = result.state if result.state in one["states"] else "outside"
        assert {name: count for name, count in added.items() if count} == {state: 2}, one["programme"]
    money = 2 * awards(known, catalogue, today()).now.total
    assert found["unclaimed"]["total"] - before["unclaimed"]["total"] == money
    assert {gap["criterion"] for gap in found["gaps"]} >= {gap.criterion for one in results if one.state == "near" for gap in one.gaps[:1]}
    assert all(gap["text"] and gap["clause"] for gap in found["gaps"])


def test_a_rung_counts_those_who_hold_nothing_above_it(tidu: World) -> None:
    clerk = tidu.clerk("cn-410423")
    firms = [company(tidu, clerk, region="410423") for _ in range(2)]
    lower = [{"honor": "sme-innovative", "granted": "2025-09-10"}]
    for firm, titles in zip(firms, (lower, [*lower, {"honor": "sme-specialized", "granted": "2025-10-10"}]), strict=True):
        said = profile(firm, titles=titles)
        save(firm.owner, firm, {**said, "enterprise": {**said["enterprise"], "region": "410423"}})
    rungs = {one["programme"]: one for one in clerk.get("/bureau/statistics").json["rungs"]}

    assert (rungs["sme-innovative"]["held"], rungs["sme-innovative"]["highest"]) == (2, 1)
    assert (rungs["sme-specialized"]["held"], rungs["sme-specialized"]["highest"]) == (1, 1)


def test_an_empty_region_has_figures_too(tidu: World) -> None:
    found = tidu.clerk("cn-4119" if "cn-4119" in tidu.app.extensions["tidu.catalogue"].regions else "cn-410482").get("/bureau/statistics")

    assert found.status_code == 200
    assert found.json["judged"] in (0, found.json["companies"])


def test_a_bureau_reads_what_was_done_in_its_region_and_no_other(tidu: World) -> None:
    clerk, other = tidu.clerk("cn-410425"), tidu.clerk("cn-410423")
    city, province = tidu.clerk("cn-4104"), tidu.clerk("cn-41")
    firm = company(tidu, clerk, region="410425")
    clerk.post(f"/bureau/companies/{firm.id}/notes", {"text": "现场核实"})
    address = f"/bureau/audit?object_id={firm.id}"
    found = [{one["action"] for one in person.get(address).json["entries"]} for person in (clerk, city, province)]

    assert found[0] == found[1] == found[2] >= {"enterprise.add", "note.add"}
    assert other.get(address).json["total"] == 0
    assert clerk.get("/bureau/audit?action=claim.&size=1").json["entries"][0]["region"] == "410425"
    assert "现场" not in clerk.get("/bureau/audit").text


def test_what_a_province_does_itself_stands_in_its_record_alone(tidu: World) -> None:
    province, city = tidu.clerk("cn-41"), tidu.clerk("cn-4104")
    entries = [person.get(f"/bureau/audit?actor_id={province.id}").json["total"] for person in (province, city)]

    assert entries[0] >= 1
    assert entries[1] == 0
