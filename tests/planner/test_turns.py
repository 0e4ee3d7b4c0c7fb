"""Between two days on which something turns no verdict changes; what is judged once for all of them rests on this."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from graph.loader import load_catalogue
from graph.model import Catalogue, Programme
from planner.doors import whole
from planner.facts import CompanyFacts, Stance
from planner.judging import verdict_of
from planner.turns import turning_days
from tests.planner.companies import Generator

ON, LAST, YEARS = date(2026, 11, 21), date(2030, 12, 31), range(2026, 2031)
MONEY = Path(__file__).parent / "catalogues" / "money"


def turned(programme: Programme, facts: CompanyFacts, random: Random) -> int:
    """Return how often the verdict changes on a turning day; fail where it does on another."""
    days = {day for day in turning_days(programme, facts, YEARS) if ON < day <= LAST}
    before = {day - timedelta(days=1) for day in days}
    others = {ON + timedelta(days=random.randrange((LAST - ON).days)) for _ in range(4)}
    looked_at = sorted({ON, LAST} | days | before | others)
    found = [verdict_of(whole(programme, day), facts.at(day, Stance.PROJECTED)) if programme.version(day) else None for day in looked_at]
    changes = [later for (_, one), (later, other) in pairwise(zip(looked_at, found, strict=True)) if one is not other]
    assert days.issuperset(changes), (programme.id, changes, facts.profile)
    return len(changes)


@pytest.mark.parametrize("folder", [None, MONEY])
def test_a_verdict_changes_on_turning_days_alone(folder: Path | None) -> None:
    catalogue: Catalogue = load_catalogue(folder) if folder else load_catalogue()
    random = Random(20261122)
    companies = [
        CompanyFacts(profile, catalogue, ON, ON).at(ON, Stance.PROJECTED) for profile in Generator(catalogue, ON, random).companies(12)
    ]

    assert sum(turned(programme, company, random) for company in companies for programme in catalogue.programmes.values())
