"""The schedule of claims against an integer programme."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from random import Random

import pytest

pytest.importorskip("ortools", exc_type=ImportError)

from graph.facts import Holding
from planner.awards import awards
from planner.awards.options import find_options
from planner.awards.schedule import best_choice
from planner.facts import CompanyFacts
from tests.oracle.claims import any_claims
from tests.oracle.companies import DAYS, company, shipped
from tests.oracle.cp_sat_awards import best_worth

Note = Callable[[str, object], None]


def granted(random: Random, on: date) -> tuple[Holding, ...]:
    """Return titles that a plan might grant, of those that some fund rewards."""
    funds = [programme.fund for programme in shipped().programmes.values() if programme.fund]
    honors = sorted({honor for fund in funds for honor in (*fund.claim.of, *fund.amount.honors())})
    chosen = random.sample(honors, random.randint(0, 8))
    return tuple(Holding(honor, date(on.year + random.randint(0, 4), 12, 31)) for honor in chosen)


def test_choice_among_claims_is_worth_what_the_integer_programme_finds(claims: int, record_property: Note) -> None:
    found = any_claims(claims)

    chosen = [option for option in best_choice(found.groups, found.taken, found.spent) if option]

    sums = (sum((option.amount for option in chosen), Fraction(0)), sum((option.fixed for option in chosen), Fraction(0)))
    record_property("delicate", len(chosen) < len(found.groups))
    assert (*sums, -sum(option.year for option in chosen)) == best_worth(found.groups, found.taken, found.spent)


def test_awards_of_a_company_are_worth_what_the_integer_programme_finds(companies: int, record_property: Note) -> None:
    random = Random(companies)
    profile, on = company(random), random.choice(DAYS)
    titles = granted(random, on)
    years = range(on.year, on.year + random.randint(1, 6))
    groups = find_options(CompanyFacts(profile, shipped(), on, on), titles, years).groups
    paid = [(claim, shipped().programmes[claim.fund].fund) for claim in profile.claims]
    taken = {(fund.pool, claim.year): claim.fund for claim, fund in paid if fund and fund.pool}
    spent = frozenset((payer, claim.project) for claim, fund in paid if fund and claim.project for payer, _ in fund.payers)

    answer = awards(profile, shipped(), on, len(years), titles)

    amount, fixed, _ = best_worth(groups, taken, spent)
    record_property("nothing to claim", not groups)
    record_property("delicate", any(lost.because in ("pool", "project") for lost in answer.lost))
    assert (answer.ceiling.total, answer.path.total) == (amount, fixed)
