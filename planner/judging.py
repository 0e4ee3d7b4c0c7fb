"""Judging a requirement: Kleene logic over the tree, every verdict with its causes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.criteria import Criterion, Finding
from graph.facts import Ask, Facts
from graph.requirement import Gate, Requirement
from graph.verdict import Verdict, any_of, at_least


@dataclass(frozen=True)
class Judged:
    """A node of a requirement with its verdict; a leaf has its finding, a gate its children."""

    rule: Requirement
    verdict: Verdict
    finding: Finding | None = None
    children: tuple["Judged", ...] = ()


def judge(rule: Requirement, facts: Facts) -> Judged:
    """Return the verdict of a requirement on a day, with the verdicts below it.

    Parameters
    ----------
    rule : Requirement
        A gate or a criterion.
    facts : Facts
        A company on a day.

    Notes
    -----
    Strong three-valued logic (Kleene 1952): unknown only where the unknown could decide. O(criteria).
    """
    if not isinstance(rule, Gate):
        finding = rule.judge(facts)
        return Judged(rule, finding.verdict, finding)
    if rule.holder is not None:
        return _of_some(rule, rule.holder, facts)
    children = tuple(judge(child, facts) for child in rule.children)
    return Judged(rule, at_least(rule.count, [child.verdict for child in children]), None, children)


def _of_some(rule: Gate, holder: str, facts: Facts) -> Judged:
    """Return the verdict of a gate that some product must meet by itself: one child per product; unknown where none is told of."""
    children = tuple(judge(rule.children[0], view) for view in facts.subjects(holder))
    if not children:
        return Judged(rule, Verdict.UNKNOWN, Finding(Verdict.UNKNOWN, asks=(Ask(holder, "field"),)))
    return Judged(rule, at_least(1, [child.verdict for child in children]), None, children)


def verdict_of(rule: Requirement, facts: Facts) -> Verdict:
    """Return the verdict of `judge` alone, looking no further than it takes: last things first, as what is required comes after vetoes."""
    if not isinstance(rule, Gate):
        return rule.verdict(facts)
    if rule.holder is None:
        return at_least(rule.count, (verdict_of(child, facts) for child in reversed(rule.children)))
    views = facts.subjects(rule.holder)
    return any_of(verdict_of(rule.children[0], view) for view in views) if views else Verdict.UNKNOWN


def unknowns(judged: Judged) -> tuple[Ask, ...]:
    """Return what to ask so that an unknown verdict is decided, each once, in the order of the clauses."""
    return asked(undecided(judged))


def asked(findings: Iterable[Finding]) -> tuple[Ask, ...]:
    """Return what some findings ask, each once, in their order."""
    return tuple(dict.fromkeys(ask for finding in findings for ask in finding.asks))


def undecided(judged: Judged) -> Iterator[Finding]:
    """Yield the findings of the unknown criteria that could still decide the verdict, in the order of the clauses."""
    if judged.finding is not None:
        yield from [judged.finding] if judged.verdict is Verdict.UNKNOWN else []
        return
    wants_all = isinstance(judged.rule, Gate) and judged.rule.count is None
    if judged.verdict is Verdict.UNKNOWN or (wants_all and judged.verdict is Verdict.UNMET):
        for child in judged.children:
            yield from undecided(child)


def leaves(judged: Judged) -> Iterator[tuple[Criterion, Finding]]:
    """Yield the judged criteria of a tree."""
    if judged.finding is not None and isinstance(judged.rule, Criterion):
        yield judged.rule, judged.finding
    for child in judged.children:
        yield from leaves(child)
