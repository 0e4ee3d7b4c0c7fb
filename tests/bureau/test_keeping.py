"""Judgements of many companies, and the figures that are kept beside them: always those that counting anew would give."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

from sqlalchemy import select

from api.bureau import judging
from api.bureau.judging import Judge, rejudge
from api.profile_file import load_profile
from api.storage.database import writing
from api.storage.tables import Enterprise, Figure, Judgement, NearGap, ProfileVersion, ProgrammeState, UnclaimedFund
from api.web.requests import today
from planner.screening.profiles import ProfileScreen
from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Person, World, company, uscc

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
ON = date(2026, 11, 21)


def counted(session: object) -> Counter[tuple[str, str, str, str, int]]:
    """Count all judgements anew."""
    found: Counter[tuple[str, str, str, str, int]] = Counter()
    regions = {}
    for one in session.scalars(select(Judgement)):
        regions[one.enterprise_id] = one.region
        found[one.region, "judged", one.catalogue_version, one.judged_on.isoformat(), 0] += 1
    for one in session.scalars(select(ProgrammeState)):
        found[regions[one.enterprise_id], "state", one.programme, one.state, 0] += 1
        found[regions[one.enterprise_id], "highest", one.programme, "", 0] += one.highest
    for one in session.scalars(select(NearGap)):
        found[regions[one.enterprise_id], "gap", one.criterion, "", 0] += 1
    sums: Counter[tuple[str, str]] = Counter()
    funds: Counter[tuple[str, str]] = Counter()
    for one in session.scalars(select(UnclaimedFund)):
        funds[regions[one.enterprise_id], one.fund] += 1
        sums[regions[one.enterprise_id], one.fund] += one.amount
    found.update({(region, "fund", fund, "", sums[region, fund]): count for (region, fund), count in funds.items()})
    return +found


def kept(session: object) -> Counter[tuple[str, str, str, str, int]]:
    rows = session.scalars(select(Figure))
    return +Counter({(one.region, one.figure, one.name, one.detail, one.amount): one.companies for one in rows})


def with_companies(tidu: World, count: int, region: str = "410481") -> list[str]:
    with tidu.stored() as session, writing():
        firms = [Enterprise(uscc=uscc(), name=f"示例{place}有限公司", region=region) for place in range(count)]
        session.add_all(firms)
        session.flush()
        for place, firm in enumerate(firms):
            titles = [{"honor": "sme-innovative", "granted": "2025-09-10"}] if place % 3 else []
            said = {"enterprise": {"name": firm.name, "uscc": firm.uscc, "region": region, "manufacturer": True}, "titles": titles}
            said["metrics"] = {"revenue": {"2025": 9100 + place}}
            made = {"text": json.dumps(said), "catalogue_version": "x", "saved_by": "system:test"}
            session.add(ProfileVersion(enterprise_id=firm.id, number=1, **made))
        return [firm.id for firm in firms]


def test_many_are_judged_as_each_by_itself(tidu: World) -> None:
    catalogue = tidu.app.extensions["tidu.catalogue"]
    judge, profiles = Judge(catalogue), [load_profile(path, catalogue) for path in EXAMPLES]

    assert [*judge.judge_all(profiles, ProfileScreen(catalogue, ON))] == [judge.judge(one, ON) for one in profiles]


def test_figures_are_those_of_the_companies_whatever_becomes_of_them(tidu: World, clerk: Person) -> None:
    catalogue = tidu.app.extensions["tidu.catalogue"]
    firm = company(tidu, clerk)
    save(firm.owner, firm, profile(firm))
    save(firm.owner, firm, profile(firm, titles=[{"honor": "sme-specialized", "granted": "2025-09-10"}]), 1)
    some = with_companies(tidu, judging.FEW + 5)
    with tidu.stored() as session:
        assert {*some} <= {*rejudge(catalogue, today(), frozenset({"410481"}))}
        assert kept(session) == counted(session)
        with writing():
            session.get(Enterprise, some[0]).region = "410422"
        assert {*some} <= {*rejudge(catalogue, date(2098, 5, 1))}
        assert kept(session) == counted(session)
        moved = session.get(Judgement, some[0])
        assert (moved.region, moved.judged_on) == ("410422", date(2098, 5, 1))


def test_only_the_places_that_are_asked_for_are_judged(tidu: World) -> None:
    catalogue = tidu.app.extensions["tidu.catalogue"]
    here, there = with_companies(tidu, 2, "410482"), with_companies(tidu, 1, "410404")
    with tidu.stored() as session:
        found = {*rejudge(catalogue, today(), frozenset({"410482"}))}

        assert {*here} <= found
        assert not found & {*there}
        assert session.get(Judgement, there[0]) is None


def test_a_profile_saved_meanwhile_is_not_overwritten_by_the_judgement_of_an_older_one(tidu: World, clerk: Person) -> None:
    catalogue = tidu.app.extensions["tidu.catalogue"]
    firm = company(tidu, clerk)
    save(firm.owner, firm, profile(firm))
    with tidu.stored() as session:
        [read] = judging._read([firm.id], catalogue)
        judged = Judge(catalogue).judge(read.profile, date(2097, 1, 1))
        save(firm.owner, firm, profile(firm), 1)
        [*judging._written([(read, judged)])]

        assert session.get(Judgement, firm.id).profile_version == 2
