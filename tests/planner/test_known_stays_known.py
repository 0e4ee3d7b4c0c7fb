"""Answering an unknown never changes a verdict that was decided."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.loader import load_catalogue
from graph.verdict import Verdict
from planner.assessment import assess
from planner.profile import Profile
from planner.profile_reader import read_profile

CATALOGUE = load_catalogue()
ON = date(2026, 11, 21)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("fictional-*.json"))
COMPANIES = [read_profile(json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), CATALOGUE) for path in EXAMPLES]


def some_of(names: Collection[str], most: int) -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from(sorted(names)), max_size=most) if names else st.just(set())


@st.composite
def forgetful(draw: st.DrawFn) -> tuple[Profile, Profile]:
    """Return a company and the same with some answers taken back."""
    whole = draw(st.sampled_from(COMPANIES))
    metrics = draw(some_of(whole.metrics, 12))
    declared = draw(some_of(whole.declarations, 12))
    fields = draw(some_of(set(whole.identity) - {"region", "registered_on"}, 2))
    less = replace(
        whole,
        metrics={name: value for name, value in whole.metrics.items() if name not in metrics},
        declarations={name: value for name, value in whole.declarations.items() if name not in declared},
        identity={name: value for name, value in whole.identity.items() if name not in fields},
        events_complete=whole.events_complete and draw(st.booleans()),
        titles_complete=whole.titles_complete and draw(st.booleans()),
    )
    return whole, less


@settings(max_examples=60, deadline=None, derandomize=True)
@given(forgetful())
def test_answering_an_unknown_never_changes_a_decided_verdict(pair: tuple[Profile, Profile]) -> None:
    whole, less = pair

    for before, after in zip(assess(less, CATALOGUE, ON), assess(whole, CATALOGUE, ON), strict=True):
        decided = before.verdict in (Verdict.MET, Verdict.UNMET)
        left_scope = after.state == "out_of_scope"  # scope that was unknown may turn out not to fit at all
        assert not decided or left_scope or before.verdict is after.verdict, before.programme.id
