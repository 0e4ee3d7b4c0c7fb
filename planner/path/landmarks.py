"""Landmarks: honors that every way to a target must obtain."""

from planner.path.formula import AtLeast, Formula, Shuns, Wants

Landmarks = frozenset[str] | None  # None: cannot be reached


def find_landmarks(needs: dict[str, Formula], free: frozenset[str]) -> dict[str, Landmarks]:
    """Return for each honor the honors that every derivation of it holds, itself included; None where there is none.

    Parameters
    ----------
    needs : dict[str, Formula]
        What each obtainable honor needs of titles.
    free : frozenset[str]
        Titles that need nothing (credentials from outside).

    Notes
    -----
    Greatest fixpoint over the threshold circuit: union over the parts of an all, intersection over an any, and for at least k of n
    the honors in at least n − k + 1 parts. Circular support stays at None: it is no support. Exact as a set of necessary honors;
    O(honors² · formula).

    References
    ----------
    Keyder, Richter, Helmert 2010, "Sound and complete landmarks for and/or graphs", ECAI.
    """
    found: dict[str, Landmarks] = dict.fromkeys(needs)
    found |= {name: frozenset({name}) for name in free}
    changed = True
    while changed:
        changed = False
        for name, formula in needs.items():
            inside = _of(formula, found)
            now = None if inside is None else inside | {name}
            if now != found[name]:
                found[name] = now
                changed = True
    return found


def _of(formula: Formula, found: dict[str, Landmarks]) -> Landmarks:
    if isinstance(formula, Wants):
        return found.get(formula.honor)
    if isinstance(formula, Shuns):
        return frozenset()
    assert isinstance(formula, AtLeast)
    reached = [marks for part in formula.parts if (marks := _of(part, found)) is not None]
    if len(reached) < formula.count:
        return None
    spare = len(reached) - formula.count
    counts: dict[str, int] = {}
    for marks in reached:
        for mark in marks:
            counts[mark] = counts.get(mark, 0) + 1
    return frozenset(mark for mark, count in counts.items() if count > spare)
