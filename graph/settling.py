"""What can be settled only when all files are read: vetoes that stand elsewhere, titles that an umbrella stands for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from graph.criteria import Criterion, TitleHeld
from graph.model import Period, Programme
from graph.programmes import Draft
from graph.requirement import Gate, Requirement


def settle(drafts: list[Draft]) -> dict[str, Programme]:
    """Return the programmes by id, with vetoes taken over and umbrellas spelled out."""
    own: dict[str, Draft] = {}
    for draft in drafts:
        first = own.setdefault(draft.programme.id, draft)
        if first is not draft:
            draft.node.fault(f"编号 {draft.programme.id} 重复", f"另一处在 {first.node.file}:{first.node.line}")
    umbrellas = {id: draft.programme.held_when for id, draft in own.items() if draft.programme.held_when is not None}
    return {id: _settled(draft, own, umbrellas) for id, draft in own.items()}


def _settled(draft: Draft, own: Mapping[str, Draft], umbrellas: Mapping[str, Requirement]) -> Programme:
    versions = tuple(
        replace(
            version,
            requires=spelled_out(version.requires, umbrellas),
            vetoes=(*_vetoes(draft, number, own, ()), *([draft.cooldown] if draft.cooldown else [])),
        )
        for number, version in enumerate(draft.programme.versions)
    )
    return replace(draft.programme, versions=versions)


def _vetoes(draft: Draft, number: int, own: Mapping[str, Draft], above: tuple[str, ...]) -> Iterator[Criterion]:
    """Yield the vetoes of a version; those that stand with another programme are of the same time there."""
    above = (*above, draft.programme.id)
    for veto in draft.vetoes[number]:
        if isinstance(veto, Criterion):
            yield veto
        elif veto in above:
            draft.node.fault("same_as 互相引用：" + " → ".join((*above, veto)), "至少一处写出 vetoes 本身")
        elif veto in own and own[veto].vetoes:
            other = _same_time(own[veto].programme, draft.programme.versions[number].in_force)
            yield from _vetoes(own[veto], other, own, above)


def _same_time(programme: Programme, period: Period) -> int:
    """Return the number of the version in force when a period begins, else of the last."""
    day = period.start or period.end
    covering = (number for number, version in enumerate(programme.versions) if day and version.in_force.covers(day))
    return next(covering, len(programme.versions) - 1)


def spelled_out(tree: Requirement, umbrellas: Mapping[str, Requirement], above: tuple[str, ...] = ()) -> Requirement:
    """Return the tree with each title of an umbrella replaced by what the umbrella stands for.

    An umbrella that stands for itself stays a title, which nobody can hold.
    """
    if isinstance(tree, Gate):
        return replace(tree, children=tuple(spelled_out(child, umbrellas, above) for child in tree.children))
    if not isinstance(tree, TitleHeld) or tree.honor not in umbrellas or tree.honor in above:
        return tree
    inside = _under(tree, spelled_out(umbrellas[tree.honor], umbrellas, (*above, tree.honor)), count(1))
    return replace(inside, stands_for=tree.honor) if isinstance(inside, Gate) else Gate("any", 1, (inside,), tree.honor)


def _under(outer: TitleHeld, tree: Requirement, numbers: Iterator[int]) -> Requirement:
    """Return what an umbrella stands for, under the terms of the clause that wants the umbrella."""
    if isinstance(tree, Gate):
        return replace(tree, children=tuple(_under(outer, child, numbers) for child in tree.children))
    terms = replace(outer.terms, id=f"{outer.terms.id}.{next(numbers)}")
    if not isinstance(tree, TitleHeld):
        return replace(tree, terms=terms)
    at_review = replace(outer.at_review, terms=terms, honor=tree.honor) if isinstance(outer.at_review, TitleHeld) else None
    return replace(outer, terms=terms, at_review=at_review, honor=tree.honor)
