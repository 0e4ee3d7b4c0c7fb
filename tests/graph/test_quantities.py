"""Figures in columns are compared exactly: at the line, a hair beside it, and where shares have endless decimals."""

from fractions import Fraction
from operator import ge, gt, le, lt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.quantities import RAW_LIMIT, Figures, Quantity, compare, constant, raw, share

COMPARES = {"at_least": ge, "more_than": gt, "at_most": le, "less_than": lt}
MICROS = st.integers(1 - RAW_LIMIT, RAW_LIMIT - 1)
POSITIVE = st.integers(1, RAW_LIMIT - 1)
LIMITS = st.fractions(-1000, 1000, max_denominator=10**6)
SUITE = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def answer(value: tuple[Quantity, ...], comparison: str, limit: tuple[Quantity, ...], **columns: int) -> bool:
    """Return what a comparison says of one row."""
    holds = compare(Figures(value), comparison, Figures(limit))
    found = (
        pl.DataFrame(columns or {"none": 0}).lazy().select(pl.lit(holds) if isinstance(holds, bool) else holds).collect(engine="streaming")
    )
    return bool(found.item())


def shares(*pairs: tuple[str, str]) -> tuple[Quantity, ...]:
    return tuple(share(raw(pl.col(part)), raw(pl.col(whole)), Fraction(100, len(pairs))) for part, whole in pairs)


@SUITE
@given(MICROS, LIMITS, st.sampled_from([*COMPARES]))
def test_a_figure_is_compared_exactly(value: int, limit: Fraction, comparison: str) -> None:
    assert answer((raw(pl.col("a")),), comparison, (constant(limit),), a=value) == COMPARES[comparison](Fraction(value, 10**6), limit)


@SUITE
@given(POSITIVE, LIMITS, st.integers(-1, 1), st.sampled_from([*COMPARES]))
def test_a_share_is_compared_exactly_at_its_line(whole: int, limit: Fraction, off: int, comparison: str) -> None:
    part = max(1 - RAW_LIMIT, min(RAW_LIMIT - 1, int(limit * whole / 100) + off))
    told = answer(shares(("a", "b")), comparison, (constant(limit),), a=part, b=whole)
    assert told == COMPARES[comparison](Fraction(100 * part, whole), limit)


@SUITE
@given(st.lists(POSITIVE, min_size=3, max_size=3), st.lists(MICROS, min_size=3, max_size=3), st.sampled_from([*COMPARES]))
def test_a_mean_of_three_shares_is_compared_exactly(wholes: list[int], parts: list[int], comparison: str) -> None:
    mean = sum(Fraction(100 * part, whole) for part, whole in zip(parts, wholes, strict=True)) / 3
    columns = {f"{name}{place}": value for name, values in (("p", parts), ("w", wholes)) for place, value in enumerate(values)}
    for limit in (mean, mean.limit_denominator(1000), Fraction(3, 2)):
        told = answer(shares(*((f"p{n}", f"w{n}") for n in range(3))), comparison, (constant(limit),), **columns)
        assert told == COMPARES[comparison](mean, limit)


@pytest.mark.parametrize("comparison", [*COMPARES])
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_shares_with_endless_decimals_meet_their_line_exactly(comparison: str, off: int) -> None:
    sevenths = {"p0": 10**12, "w0": 7 * 10**14, "p1": 2 * 10**12, "w1": 7 * 10**14, "p2": 6 * 10**12 + off, "w2": 7 * 10**14}
    told = answer(shares(*((f"p{n}", f"w{n}") for n in range(3))), comparison, (constant(Fraction(3, 7)),), **sevenths)
    assert told == COMPARES[comparison](Fraction(3, 7) + Fraction(off * 100, 3 * 7 * 10**14), Fraction(3, 7))


def test_a_limit_finer_than_any_product_is_still_exact() -> None:
    limit = (1 + Fraction(1, 10**8)) ** 3
    growth = (share(raw(pl.col("late")), raw(pl.col("early")), Fraction(1)),)
    early = 10**17
    assert not answer(growth, "at_least", (constant(limit),), late=int(limit * early), early=early)
    assert answer(growth, "at_least", (constant(limit),), late=int(limit * early) + 1, early=early)
