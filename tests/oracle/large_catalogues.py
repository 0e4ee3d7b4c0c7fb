"""Random catalogues of up to 40 honors in ladders, with all that bears on paths; a seed is a case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from graph.facts import Event
from graph.model import Programme, Rung, Status, Validity, Version
from graph.requirement import Requirement
from graph.source import Clause
from planner.path.plan import Request
from planner.profile import Application
from tests.planner.random_catalogues import (
    ANY_TIME,
    COMPANY,
    DAYS,
    ROUNDS,
    SMALL_ONLY,
    Case,
    catalogue,
    credential,
    founders,
    gate,
    held,
    honor,
    leaf,
    never,
    no_accident,
    output,
    rare,
    title,
    tree,
    version,
)

OUTSIDE = ("ext-a", "ext-b", "ext-c")
CHANGES = (date(2026, 4, 1), date(2027, 1, 1), date(2027, 5, 1), date(2028, 3, 1))


def large_case(seed: int) -> Case:
    """Return the question of a seed."""
    random = Random(seed)
    tiers = _tiers(random)
    every = [id for tier in tiers for id in tier]
    outside = OUTSIDE[: random.choice((0, 0, 1, 2, 3))]
    programmes = [credential(id) for id in outside]
    for place, tier in enumerate(tiers):
        below = _below(tiers[:place], outside, random)
        programmes += [_honor(random, id, below, (*every, *outside)) for id in tier if id != every[0]]
    programmes.append(_licence(random, every[0]))
    random.shuffle(programmes)
    events = tuple(Event("accident", random.choice((date(2024, 8, 1), date(2025, 5, 10))), None) for _ in range(random.choice((0, 1))))
    titles = (*held(random, every[:-3]), *held(random, (*every[:-3], *outside)))
    rungs = {rung.honor for programme in programmes for rung in programme.after}
    pending = tuple(
        Application(id, 2025, "pending", None, random.choice((None, date(2026, 12, 1))))
        for id in some(random, [id for id in every[:-3] if id not in rungs])
    )
    profile = replace(COMPANY, titles=titles, titles_complete=not rare(random, 10), events=events, applications=pending)
    request = Request(
        (every[-1], random.choice(every)) if rare(random, 3) else (every[-1],),
        objective=random.choice(("fewest", "fewest", "fastest")),
        strict=rare(random, 2),
        horizon=random.randint(4, 7),
        alternatives=random.choice((0, 0, 3)),
    )
    return Case(profile, catalogue(programmes), random.choice(DAYS), request)


def some(random: Random, names: list[str]) -> list[str]:
    """Return none, one or two of some names."""
    return random.sample(names, random.choice((0, 0, 1, 2)))


def _tiers(random: Random) -> list[list[str]]:
    count, rungs = random.randint(8, 40), random.randint(3, 6)
    tiers: list[list[str]] = [[] for _ in range(rungs)]
    for number in range(count):
        tiers[number * rungs // count].append(f"h{number:02}")
    return tiers


def _below(tiers: list[list[str]], outside: Sequence[str], random: Random) -> list[str]:
    """Return what a tier rests on: mostly the tier below, named last."""
    if not tiers:
        return []
    lower = [id for tier in tiers[:-1] for id in tier]
    return [*outside, *random.sample(lower, min(len(lower), 4)), *tiers[-1]]


def _licence(random: Random, id: str) -> Programme:
    """Return what many honors want, can be had at any time and soon lapses: it is to be had neither too early nor too late."""
    return honor(id, version(founders(1)), round=ANY_TIME, validity=Validity(random.choice((1, 1, 2)), "reapply", Clause()))


def _honor(random: Random, id: str, below: list[str], every: Sequence[str]) -> Programme:
    parts: dict[str, object] = {"round": random.choice((*ROUNDS, ANY_TIME, ANY_TIME, None, None))}
    renewal = random.choice((None, None, "review", "reapply"))
    if renewal:
        parts["validity"] = Validity(random.randint(1, 3), renewal, Clause())
    if rare(random, 40):
        parts["scope"] = (SMALL_ONLY,)
    if rare(random, 40) and parts["round"] != ANY_TIME:
        parts["status"] = Status("closed", random.choice((None, date(2027, 3, 1))))
    own = [name for name in below if not name.startswith("ext")]
    if own and rare(random, 6):
        parts["after"] = (Rung(random.choice(own), "", Clause()),)
    return honor(id, *_versions(random, below, every), **parts)


def _versions(random: Random, below: list[str], every: Sequence[str]) -> tuple[Version, ...]:
    vetoes = (no_accident(random.randint(1, 3)),) if rare(random, 6) else ()
    if not rare(random, 6):
        return (version(_rule(random, below, every), *vetoes),)
    day = random.choice(CHANGES)
    new = version(_rule(random, below, every), *vetoes, start=day)
    old = version(_rule(random, below, every), end=date.fromordinal(day.toordinal() - 1))
    return random.choice(((old, new), (old, new), (new,)))


def _rule(random: Random, below: list[str], every: Sequence[str]) -> Requirement:
    """Return what an honor requires: a figure at the foot of the ladder, else titles in one of the shapes that occur."""
    if not below:
        return random.choice((founders(1), founders(1), output(1), output(2)))
    near = below[-8:]
    rule = random.choice((_all_and_any, _some_of, _shared, _circle, _tree))(random, near, every)
    rule = gate(None, rule, never(random.choice((*near, *every)))) if rare(random, 8) else rule
    return gate(None, rule, title(every[0])) if rare(random, 12) else rule


def _all_and_any(random: Random, near: list[str], every: Sequence[str]) -> Requirement:
    return gate(None, leaf(random, near), gate(1, *(leaf(random, near) for _ in range(random.randint(2, 3)))))


def _some_of(random: Random, near: list[str], every: Sequence[str]) -> Requirement:
    count = random.randint(2, 3)
    return gate(count, *(leaf(random, near) for _ in range(count + random.randint(1, 2))))


def _shared(random: Random, near: list[str], every: Sequence[str]) -> Requirement:
    names = [random.choice(near) for _ in range(3)]
    return gate(None, *(gate(1, leaf(random, [name]), leaf(random, near)) for name in names))


def _circle(random: Random, near: list[str], every: Sequence[str]) -> Requirement:
    """Return a requirement that any honor may serve, be it above."""
    return gate(1, leaf(random, every), gate(None, leaf(random, near), leaf(random, near)))


def _tree(random: Random, near: list[str], every: Sequence[str]) -> Requirement:
    return tree(random, near, random.randint(1, 3))
