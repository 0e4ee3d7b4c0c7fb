"""Random claims that compete for pools and projects; a seed is a case."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from graph.source import Clause
from planner.awards.model import Line
from planner.awards.options import Option
from tests.planner.random_catalogues import rare

YEARS = range(2026, 2031)
POOLS = ("province-mfg", "city-mfg", None)
PAYERS = ("national", "provincial", "municipal")
PROJECTS = ("p1", "p2", "p3", "p4")


@dataclass(frozen=True)
class Claims:
    """What may be claimed, and what has been."""

    groups: list[tuple[Option, ...]]
    taken: dict[tuple[str, int], str]
    spent: frozenset[tuple[str, str]]


def any_claims(seed: int) -> Claims:
    """Return the claims of a seed."""
    random = Random(seed)
    funds = random.randint(2, 9)
    groups = [_group(random, funds) for _ in range(random.randint(1, 16))]
    taken = {(pool, random.choice(YEARS)): f"fund-{random.randrange(funds)}" for pool in POOLS if pool and rare(random, 2)}
    spent = frozenset((random.choice(PAYERS), random.choice(PROJECTS)) for _ in range(random.randint(0, 2)))
    return Claims(groups, taken, spent)


def _group(random: Random, funds: int) -> tuple[Option, ...]:
    number = random.randrange(funds)
    years = random.sample(YEARS, random.randint(1, 4))
    amount = Fraction(random.randint(1, 4000), random.choice((1, 1, 4, 7)))
    projects = random.sample(PROJECTS, random.randint(1, 3)) if number % 2 else [None]
    kind = random.choice(("fixed", "ceiling"))
    return tuple(
        _option(f"fund-{number}", POOLS[number % 3], PAYERS[number % 2], year, amount, kind, project, random)
        for year in years
        for project in projects
    )


def _option(fund: str, pool: str | None, payer: str, year: int, amount: Fraction, kind: str, project: str | None, random: Random) -> Option:
    later = range(1 + (year + 1 in YEARS and rare(random, 3)))
    lines = tuple(_line(fund, pool, payer, year + more, amount, "conditional" if more else kind, project) for more in later)
    return Option(lines, year, (pool, year) if pool else None, frozenset({(payer, project)}) if project else frozenset())


def _line(fund: str, pool: str | None, payer: str, year: int, amount: Fraction, kind: str, project: str | None) -> Line:
    return Line(fund, year, amount, ((payer, Fraction(100)),), pool, "held", kind, False, project, None, "honor", Clause(), False)
