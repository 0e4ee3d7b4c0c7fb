from itertools import product

import pytest

from graph.verdict import Verdict, all_of, any_of, at_least

MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN
ORDER = [UNMET, UNKNOWN, MET]
TRIPLES = list(product(ORDER, repeat=3))


def possible(verdict: Verdict) -> tuple[Verdict, ...]:
    return (MET, UNMET) if verdict is UNKNOWN else (verdict,)


@pytest.mark.parametrize("verdicts", TRIPLES)
def test_all_is_the_least_and_any_the_greatest(verdicts: tuple[Verdict, ...]) -> None:
    ranks = [ORDER.index(verdict) for verdict in verdicts]
    assert all_of(verdicts) is ORDER[min(ranks)]
    assert any_of(verdicts) is ORDER[max(ranks)]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("verdicts", TRIPLES)
def test_at_least_is_known_exactly_when_every_completion_agrees(verdicts: tuple[Verdict, ...], count: int) -> None:
    completions = {Verdict.of(sum(v is MET for v in full) >= count) for full in product(*map(possible, verdicts))}
    assert at_least(count, verdicts) is (completions.pop() if len(completions) == 1 else UNKNOWN)


@pytest.mark.parametrize("verdicts", TRIPLES)
def test_all_and_any_are_dual(verdicts: tuple[Verdict, ...]) -> None:
    turned = [ORDER[2 - ORDER.index(verdict)] for verdict in verdicts]
    assert ORDER.index(all_of(verdicts)) == 2 - ORDER.index(any_of(turned))


def test_nothing_is_all_and_not_any() -> None:
    assert (all_of([]), any_of([])) == (MET, UNMET)
