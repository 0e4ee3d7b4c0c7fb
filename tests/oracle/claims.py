"""Random claims that compete for pools, projects and caps; a seed is a case."""

from fractions import Fraction
from random import Random

from graph.source import Clause
from planner.awards.model import Line
from planner.awards.search import CapKey, Groups, Limits, Option
from tests.planner.random_catalogues import rare

YEARS = range(2026, 2031)
POOLS = ("province-mfg", "city-mfg", None)
PAYERS = ("national", "provincial", "municipal")
PROJECTS = ("p1", "p2", "p3", "p4")
FUNDS = [f"fund-{number}" for number in range(9)]


def any_claims(seed: int) -> tuple[Groups, Limits]:
    """Return what may be claimed, and what claims already made leave."""
    random = Random(seed)
    funds = random.sample(FUNDS, random.randint(2, 9))
    groups = [_group(random, random.choice(funds)) for _ in range(random.randint(1, 16))]
    applied = {(pool, random.choice(YEARS)): random.choice(funds) for pool in POOLS if pool and rare(random, 2)}
    used = frozenset(("project", random.choice(PAYERS), random.choice(PROJECTS)) for _ in range(random.randint(0, 2)))
    caps = sorted({cap for group in groups for option in group for caps in option.caps for cap in caps}, key=repr)
    return groups, Limits(applied, used, {cap: _sum(random) for cap in caps})


def _sum(random: Random) -> Fraction:
    return Fraction(random.randint(1, 4000), random.choice((1, 1, 4, 7)))


def _group(random: Random, fund: str) -> tuple[Option, ...]:
    amount, kind = _sum(random), random.choice(("fixed", "ceiling"))
    years = random.sample(YEARS, random.randint(1, 4))
    projects = random.sample(PROJECTS, random.randint(1, 3)) if FUNDS.index(fund) % 2 else [None]
    return tuple(_option(random, fund, amount, kind, year, project) for year in years for project in projects)


def _option(random: Random, fund: str, amount: Fraction, kind: str, year: int, project: str | None) -> Option:
    number = FUNDS.index(fund)
    pool, payer = POOLS[number % 3], PAYERS[number % 2]
    later = range(1 + (year + 1 in YEARS and rare(random, 3)))
    lines = tuple(_line(fund, pool, payer, year + more, amount, "conditional" if more else kind, project) for more in later)
    capped = number in (2, 3, 4, 5)
    caps = tuple(_caps(fund, line.year, project) for line in lines) if capped else ()
    return Option(lines, (pool, year) if pool else None, frozenset({("project", payer, project)} if project else ()), caps)


def _caps(fund: str, year: int, project: str | None) -> tuple[CapKey, ...]:
    """Return the cap of a fund each year (or of each project), and the one that two funds share."""
    own = CapKey(fund, "", "item", project) if project else CapKey(fund, "", "year", year)
    return (own, CapKey("", "joint", "year", year)) if fund in FUNDS[4:6] else (own,)


def _line(fund: str, pool: str | None, payer: str, year: int, amount: Fraction, kind: str, project: str | None) -> Line:
    return Line(fund, year, amount, ((payer, Fraction(100)),), pool, "held", kind, False, project, None, "honor", Clause(), False)
