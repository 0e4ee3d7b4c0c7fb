"""The schedule of claims is worth as much as the best that trying everything finds."""

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.source import Clause
from planner.awards.model import Line
from planner.awards.options import Option
from planner.awards.schedule import best_choice

YEARS = (2026, 2027, 2028)
POOLS = ("province-mfg", "city-mfg", None)


def line(fund: str, year: int, amount: int, kind: str, pool: str | None, project: str | None) -> Line:
    payers = (("provincial", Fraction(100)),)
    return Line(fund, year, Fraction(amount), payers, pool, "held", kind, False, project, None, "honor", Clause(), False)


@st.composite
def groups(draw: st.DrawFn) -> list[tuple[Option, ...]]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        fund = f"fund-{draw(st.integers(0, 3))}"
        pool = POOLS[int(fund[-1]) % 3]
        amount, kind = draw(st.integers(1, 40)), draw(st.sampled_from(("fixed", "ceiling")))
        options = []
        for year in draw(st.sets(st.sampled_from(YEARS), min_size=1)):
            project = draw(st.sampled_from((None, "p1", "p2")))
            taken = frozenset({("provincial", project)}) if project else frozenset()
            paid = (line(fund, year, amount + number, kind, pool, project),)
            options.append(Option(paid, year, (pool, year) if pool else None, taken))
        found.append(tuple(options))
    return found


def allowed(choice: tuple[Option | None, ...], taken: dict[tuple[str, int], str], spent: frozenset[tuple[str, str]]) -> bool:
    used, funds = set(spent), dict(taken)
    for option in choice:
        if option is None:
            continue
        fund = option.lines[0].fund
        if option.projects & used or (option.pool and funds.setdefault(option.pool, fund) != fund):
            return False
        used |= option.projects
    return True


def worth(choice: tuple[Option | None, ...]) -> tuple[Fraction, Fraction, int]:
    taken = [option for option in choice if option]
    return sum((o.amount for o in taken), Fraction(0)), sum((o.fixed for o in taken), Fraction(0)), -sum(o.year for o in taken)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(groups(), st.dictionaries(st.tuples(st.sampled_from(POOLS[:2]), st.sampled_from(YEARS)), st.just("fund-0"), max_size=2))
def test_best_choice_is_worth_as_much_as_trying_everything(found: list[tuple[Option, ...]], taken: dict[tuple[str, int], str]) -> None:
    spent = frozenset({("provincial", "p2")})
    every = product(*[(*group, None) for group in found])
    best = max(worth(choice) for choice in every if allowed(choice, taken, spent))

    chosen = tuple(best_choice(found, taken, spent))

    assert allowed(chosen, taken, spent)
    assert best == worth(chosen)
