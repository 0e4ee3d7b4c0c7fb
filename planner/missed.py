"""What keeps a door shut that somebody can change: figures, declarations, facts and scores; no titles, no events, no mere time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.criteria import Criterion, Declared, FieldIs, Finding, MetricThreshold, ScoreAtLeast
from graph.criteria.measured import inputs
from graph.requirement import Gate
from graph.verdict import Verdict
from graph.vocabulary import Vocabulary
from planner.assessment import ahead, rules_on
from planner.changes import Change, same
from planner.doors import Door
from planner.facts import CompanyFacts
from planner.gaps import Gap, GapReader
from planner.judging import Judged, judge


@dataclass(frozen=True)
class Missed:
    """A criterion that a programme misses and somebody can bring about: the gap as told there, and the facts of whose it is."""

    door: Door
    change: Change
    gap: Gap
    owner: CompanyFacts


def missed(door: Door) -> Iterator[Missed]:
    """Yield the criteria that a programme misses and somebody can bring about, in the order of the clauses."""
    windows = ahead(door.programme, door.facts)
    judged = judge(rules_on(door.programme, door.facts.on)[1], door.facts)
    for rule, finding, view in _unmet(judged, door.facts):
        gap = GapReader(view, windows).leaf(rule, finding)
        if gap.earliest is not None and _improvable(rule, view.vocabulary):
            yield Missed(door, Change(same(rule), 0, gap), gap, owner(rule, view))


def _unmet(judged: Judged, facts: CompanyFacts) -> Iterator[tuple[Criterion, Finding, CompanyFacts]]:
    """Yield the criteria that are missed, each as seen for the product that it is asked of."""
    if judged.verdict is Verdict.MET:
        return
    if judged.verdict is Verdict.UNMET and judged.finding is not None and isinstance(judged.rule, Criterion):
        yield judged.rule, judged.finding, facts
    holder = judged.rule.holder if isinstance(judged.rule, Gate) else None
    views = facts.subjects(holder) if holder else (facts,) * len(judged.children)
    for view, child in zip(views, judged.children, strict=True):
        yield from _unmet(child, view)


def _improvable(rule: Criterion, words: Vocabulary) -> bool:
    if isinstance(rule, MetricThreshold):
        return words.metrics[rule.metric].change == "improvable"
    if isinstance(rule, Declared):
        return words.declarations[rule.declaration].change == "improvable"
    return isinstance(rule, FieldIs | ScoreAtLeast)


def owner(rule: Criterion, view: CompanyFacts) -> CompanyFacts:
    """Return the facts of whose a criterion is: of the product in view where it has the figure or the answer, else of the company."""
    named = {rule.declaration} if isinstance(rule, Declared) else set()
    if isinstance(rule, MetricThreshold):
        named = {name for name, _ in inputs(view.vocabulary, view.vocabulary.metrics[rule.metric], None)}
    own = {*view.subject.metrics, *view.subject.declarations} if view.subject else set()
    return view if own & named else replace(view, subject=None)
