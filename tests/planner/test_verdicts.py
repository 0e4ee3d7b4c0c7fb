"""What is worked out once, or no further than it takes, is what working it out in full would give."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.facts import Holding
from graph.model import Programme
from graph.requirement import everything, leaves
from graph.verdict import Verdict
from planner.assessment import rules_on
from planner.facts import CompanyFacts, Stance
from planner.judging import judge, verdict_of
from planner.path.chances import ChanceFinder
from planner.path.plan import plan, plans
from planner.rounds import Rounds, horizon_of, windows
from tests.example_profiles import FICTIONAL, ON, catalogue, profile
from tests.planner.companies import Generator
from tests.planner.random_catalogues import Case, cases
from tests.planner.screened_catalogues import any_catalogue

DAYS = (ON, date(2027, 4, 1))


def whole(programme: Programme, on: date) -> object:
    vetoes, requires = rules_on(programme, on)
    return everything((*programme.scope, *vetoes, requires))


@given(st.integers(0, 10_000), st.sampled_from(Stance), st.sampled_from(DAYS))
@settings(max_examples=60, deadline=None)
def test_a_verdict_alone_is_that_of_the_judgement(seed: int, stance: Stance, on: date) -> None:
    random = Random(seed)
    policies = any_catalogue(random)
    for company in Generator(policies, ON, random).companies(3):
        facts = CompanyFacts(company, policies, ON, ON).at(on, stance)
        for programme in policies.programmes.values():
            rule = whole(programme, on)
            assert verdict_of(rule, facts) is judge(rule, facts).verdict
            assert [leaf.verdict(facts) for leaf in leaves(rule)] == [leaf.judge(facts).verdict for leaf in leaves(rule)]


@pytest.mark.parametrize("name", FICTIONAL)
def test_a_verdict_alone_is_that_of_the_judgement_for_the_shipped_catalogue(name: str) -> None:
    for stance in Stance:
        facts = CompanyFacts(profile(name), catalogue(), ON, ON).at(DAYS[1], stance)
        rules = [whole(programme, DAYS[1]) for programme in catalogue().programmes.values()]
        assert [verdict_of(rule, facts) for rule in rules] == [judge(rule, facts).verdict for rule in rules]


def test_a_title_changes_no_verdict_of_a_rule_that_it_does_not_concern() -> None:
    facts = CompanyFacts(profile("fictional-young-sensor"), catalogue(), ON, ON)
    concerned = 0
    for honor in [one.id for one in catalogue().programmes.values() if one.obtainable]:
        with_title = facts.at(ON, Stance.PROJECTED, (Holding(honor, ON),))
        without = facts.at(ON, Stance.PROJECTED)
        for programme in catalogue().programmes.values():
            for leaf in leaves(whole(programme, ON)):
                changed = leaf.verdict(with_title) is not leaf.verdict(without)
                concerned += changed
                assert not changed or leaf.concerns({honor}, facts.vocabulary)
    assert concerned


@given(cases())
@settings(max_examples=40, deadline=None)
def test_plans_made_together_are_those_made_one_by_one(case: Case) -> None:
    asked = tuple(
        dict.fromkeys(replace(case.request, objective=o, horizon=h) for o in ("fewest", "fastest") for h in (case.request.horizon, 8))
    )
    together = tuple(plans(case.profile, case.catalogue, case.on, asked))

    assert together == tuple(plan(case.profile, case.catalogue, case.on, request) for request in asked)


@given(cases())
@settings(max_examples=40, deadline=None)
def test_chances_found_after_those_of_a_farther_day_are_the_same(case: Case) -> None:
    facts = CompanyFacts(case.profile, case.catalogue, case.on, case.on)
    near, far = horizon_of(case.on, 2), horizon_of(case.on, 6)
    finder = ChanceFinder(facts)
    finder.find(case.request.targets, far, ladder=True)

    assert finder.find(case.request.targets, near).of == ChanceFinder(facts).find(case.request.targets, near).of


def test_rounds_that_programmes_share_are_those_of_each() -> None:
    defaults, last = catalogue().defaults, horizon_of(ON, 10)
    shared = Rounds(defaults, ON, last)
    for programme in catalogue().programmes.values():
        assert shared.of(programme) == windows(programme, defaults, ON, last)


def test_a_verdict_is_left_as_soon_as_it_is_settled() -> None:
    facts = CompanyFacts(profile("fictional-young-sensor"), catalogue(), ON, ON)
    programme = catalogue().programmes["sme-little-giant"]
    asked: list[str] = []

    class Counted(CompanyFacts):
        """Facts that note which events are asked for."""

        def events(self, kind: str) -> tuple[object, ...]:  # type: ignore[override]
            asked.append(kind)
            return super().events(kind)

    counted = Counted(facts.profile, facts.catalogue, ON, ON)
    assert judge(whole(programme, ON), counted).verdict is Verdict.UNMET
    looked_at = len(asked)
    assert verdict_of(whole(programme, ON), counted) is Verdict.UNMET
    assert looked_at > 0
    assert len(asked) == looked_at
