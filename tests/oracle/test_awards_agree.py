"""The schedule of claims against an integer programme."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from random import Random

import pytest

pytest.importorskip("ortools", exc_type=ImportError)

from graph.facts import Holding
from planner.awards import awards
from planner.awards.claimed import limits
from planner.awards.options import find_options
from planner.awards.search import Choice, best_choice
from planner.facts import CompanyFacts
from tests.oracle.claims import any_claims
from tests.oracle.companies import DAYS, company, shipped
from tests.oracle.cp_sat_awards import Worth, best_worth

Note = Callable[[str, object], None]


def worth(chosen: list[Choice | None], start: int) -> Worth:
    paid = [pair for choice in chosen if choice for pair in zip(choice.option.lines, choice.paid, strict=True)]
    money = sum((amount for _, amount in paid), Fraction(0))
    fixed = sum((amount for line, amount in paid if line.amount_kind == "fixed"), Fraction(0))
    return money, fixed, sum((amount * (start - line.year) for line, amount in paid), Fraction(0))


def granted(random: Random, on: date) -> tuple[Holding, ...]:
    """Return titles that a plan might grant, of those that some fund rewards."""
    funds = [programme.fund for programme in shipped().programmes.values() if programme.fund]
    honors = sorted({honor for fund in funds for honor in (*fund.claim.of, *fund.amount.honors())})
    chosen = random.sample(honors, random.randint(0, 8))
    return tuple(Holding(honor, date(on.year + random.randint(0, 4), 12, 31)) for honor in chosen)


def test_choice_among_claims_is_worth_what_the_integer_programme_finds(claims: int, record_property: Note) -> None:
    groups, left = any_claims(claims)

    chosen = best_choice(groups, left)

    record_property("delicate", None in chosen)
    start = min(line.year for group in groups for option in group for line in option.lines)
    assert worth(chosen, start) == best_worth(groups, left)


def test_awards_of_a_company_are_worth_what_the_integer_programme_finds(companies: int, record_property: Note) -> None:
    random = Random(companies)
    profile, on = company(random), random.choice(DAYS)
    titles = granted(random, on)
    years = range(on.year, on.year + random.randint(1, 6))
    groups = find_options(CompanyFacts(profile, shipped(), on, on), titles, years).groups

    answer = awards(profile, shipped(), on, len(years), titles)

    record_property("nothing to claim", not groups)
    record_property("delicate", any(lost.because in ("pool", "project", "tier", "cap") for lost in answer.lost))
    assert (answer.ceiling.total, answer.path.total) == best_worth(groups, limits(profile, shipped(), groups))[:2]
