"""Random small catalogues with a company, as values: no YAML, few days, every kind of rule that bears on paths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from graph.criteria import Criterion, FieldIs, MetricThreshold, NeverHeld, NoEvent, Terms, TitleHeld
from graph.criteria.windows import Window
from graph.dates import DayOfYear
from graph.facts import Event
from graph.model import Catalogue, Deadline, Defaults, Period, Programme, Region, Round, Rung, Status, Validity, Version
from graph.requirement import Gate, Requirement
from graph.source import Clause
from graph.vocabulary import EnterpriseField, EventKind, Metric, Vocabulary
from planner.path.plan import Request
from planner.profile import Profile, Title

YEARLY = Round(opens=DayOfYear(1, 1), closes=DayOfYear(6, 30), result=DayOfYear(12, 31))
AUTUMN = Round(opens=DayOfYear(9, 1), closes=DayOfYear(11, 15), result=DayOfYear(12, 20))
SPRING = Round(opens=DayOfYear(4, 1), closes=DayOfYear(5, 31), result=DayOfYear(9, 10))
WHOLE_YEAR = Round(opens=DayOfYear(1, 1), closes=DayOfYear(12, 31))
ANY_TIME = Round(any_time=True)
ONCE = Round(years=(2027,))
TWICE = Round(years=(2026, 2028), opens=DayOfYear(3, 1), deadlines=(Deadline(date(2026, 3, 27), "enterprise", Clause()),))
SECOND_YEAR = Round(every_years=2, opens=DayOfYear(7, 1), closes=DayOfYear(8, 31), result=DayOfYear(8, 31))
ROUNDS = (None, AUTUMN, SPRING, ANY_TIME, None, AUTUMN, SPRING, ANY_TIME, WHOLE_YEAR, SECOND_YEAR, ONCE, TWICE)
DAYS = (date(2026, 1, 1), date(2026, 2, 5), date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 21))

COMPANY = Profile(
    "enterprise",
    "某公司",
    "000000",
    {"registered_on": date(2010, 5, 1), "size": "large"},
    metrics={"output": {2024: Fraction(1), 2025: Fraction(1)}, "founders": Fraction(1)},
    events_complete=True,
)


@dataclass(frozen=True)
class Case:
    """One question: a company, a catalogue, a day and what is asked of the planner."""

    profile: Profile
    catalogue: Catalogue
    on: date
    request: Request


def catalogue(programmes: Sequence[Programme]) -> Catalogue:
    """Return a catalogue of some programmes in one place, with the few words that the leaves below use."""
    words = Vocabulary(
        metrics={
            "output": metric("output", yearly=True, change="improvable"),
            "founders": metric("founders", yearly=False, change="fixed"),
        },
        declarations={},
        events={"accident": EventKind("accident", "事故", False, False, False)},
        fields={"size": EnterpriseField("size", "规模", "text", {}, "fixed", False)},
        project_figures={},
        scorecards={},
        names={programme.id: programme.name for programme in programmes},
        held_as={programme.id: programme.held_as for programme in programmes},
    )
    by_id: Mapping[str, Programme] = {programme.id: programme for programme in programmes}
    regions = {"cn": Region("cn", "全国", None, "000000")}
    return Catalogue("random", by_id, words, {}, regions, {}, Defaults(YEARLY, "", 1, "", Fraction(50), 6, 5, 2, ()), {})


def metric(id: str, *, yearly: bool, change: str) -> Metric:
    """Return a figure that nothing else yields."""
    return Metric(id=id, name=id, unit="", yearly=yearly, type="number", change=change, signed=False, recurs=True, evidence="", ask="")


def honor(id: str, *versions: Version, **parts: object) -> Programme:
    """Return an honor of the enterprise."""
    return replace(Programme(id, id, "honor", "national", ("enterprise",), "", "cn", Clause(), versions=versions), **parts)


def credential(id: str) -> Programme:
    """Return a title from outside."""
    return Programme(id, id, "credential", "external", ("enterprise",), "", "cn", Clause())


def version(tree: Requirement, *vetoes: Criterion, start: date | None = None, end: date | None = None) -> Version:
    """Return what is demanded from a day to a day."""
    return Version(Period(start, end), Period(start, end), tree, vetoes)


def gate(count: int | None, *children: Requirement) -> Gate:
    """Return at least `count` of the children (None: all)."""
    return Gate({None: "all", 1: "any"}.get(count, "at_least"), count, children)


def title(id: str, *, recent: int | None = None, held_for: int | None = None) -> TitleHeld:
    """Return the leaf that wants a title."""
    return TitleHeld(Terms(f"title-{id}"), None, id, recent, held_for, None)


def never(id: str) -> NeverHeld:
    """Return the leaf that wants a title never granted."""
    return NeverHeld(Terms(f"never-{id}"), None, id)


def output(years: int = 1) -> MetricThreshold:
    """Return a figure of past years that falls short today and can be met once those years are over."""
    return MetricThreshold(Terms(f"output-{years}"), None, "output", Window("each_of_last", years), "at_least", Fraction(10))


def founders(least: int = 2) -> MetricThreshold:
    """Return a figure that nobody can change: short with 2, met with 1."""
    return MetricThreshold(Terms("founders"), None, "founders", None, "at_least", Fraction(least))


def no_accident(years: int = 3) -> NoEvent:
    """Return the veto on accidents."""
    return NoEvent(Terms(f"accident-{years}"), None, ("accident",), "general", years, False, ())


SMALL_ONLY = FieldIs(Terms("size"), None, ("size",), ("small",), False)


def rare(random: Random, one_in: int) -> bool:
    """Return whether something happens that happens once in so many times."""
    return random.randrange(one_in) == 0


def tree(random: Random, names: Sequence[str], depth: int) -> Requirement:
    """Return a requirement over some titles."""
    if depth == 0 or rare(random, 5):
        return leaf(random, names)
    children = [tree(random, names, depth - 1) for _ in range(random.randint(2, 3))]
    return gate(random.choice((1, 1, None, 2)), *children)


def leaf(random: Random, names: Sequence[str]) -> Requirement:
    """Return a leaf: mostly a title."""
    if rare(random, 30) or not names:
        return random.choice((output(1), output(2), founders(2)))
    name = random.choice(names if rare(random, 2) else names[-3:])
    kind = random.choice(("title",) * 17 + ("never", "recent", "held_for"))
    if kind == "never":
        return never(name)
    recent = random.randint(1, 2) if kind == "recent" else None
    return title(name, recent=recent, held_for=1 if kind == "held_for" else None)


def requirement(random: Random, names: Sequence[str]) -> Requirement:
    """Return what an honor requires: nothing out of reach where there is nothing below it."""
    if not names:
        return random.choice((founders(1), output(1), output(2)))
    rule = tree(random, names, random.randint(1, 3))
    return gate(None, rule, never(random.choice(names))) if rare(random, 12) else rule


def versions(random: Random, names: Sequence[str]) -> tuple[Version, ...]:
    """Return one version, or two with a day of change, or one that begins late or ends."""
    vetoes = (no_accident(random.randint(1, 3)),) if rare(random, 5) else ()
    first = requirement(random, names)
    if not rare(random, 5):
        return (version(first, *vetoes),)
    day = random.choice((date(2026, 4, 1), date(2027, 1, 1), date(2027, 5, 1), date(2028, 10, 1)))
    kind = random.choice(("two", "two", "late", "ending"))
    if kind == "late":
        return (version(first, *vetoes, start=day),)
    old = version(first, *vetoes, end=date.fromordinal(day.toordinal() - 1))
    return (old,) if kind == "ending" else (old, version(requirement(random, names), start=day))


def any_honor(random: Random, id: str, below: Sequence[str], every: Sequence[str]) -> Programme:
    """Return an honor that rests on those below it, at times on any."""
    parts: dict[str, object] = {"round": random.choice(ROUNDS)}
    renewal = random.choice((None, "review", "reapply"))
    if renewal:
        parts["validity"] = Validity(random.randint(1, 3), renewal, Clause())
    if rare(random, 25):
        parts["scope"] = (SMALL_ONLY,)
    if rare(random, 25) and parts["round"] != ANY_TIME:
        parts["status"] = Status("closed", random.choice((None, date(2027, 3, 1))))
    own = [name for name in below if not name.startswith("ext")]
    if own and rare(random, 5):
        parts["after"] = (Rung(random.choice(own), "", Clause()),)
    return honor(id, *versions(random, every if rare(random, 6) else below), **parts)


def held(random: Random, names: Sequence[str]) -> tuple[Title, ...]:
    """Return the titles that the company holds."""
    found = []
    for name in random.sample(names, random.choice((0, 0, 1))):
        granted = random.choice((None, date(2024, 9, 10), date(2025, 3, 15), date(2025, 12, 31)))
        expires = random.choice((None, None, date(2025, 12, 31), date(2027, 5, 5)))
        found.append(Title(name, granted, expires if granted is None or expires is None or granted < expires else None))
    return tuple(found)


def any_case(random: Random, most: int = 6) -> Case:
    """Return a question."""
    count = random.randint(most // 2, most)
    ids = [f"h{number}" for number in range(count)]
    outside = random.choice(((), (), ("ext-a",), ("ext-a", "ext-b")))
    low = max(1, count // 3)
    rests = [(*outside[: random.randint(0, 2)], *ids[:number]) if number >= low else () for number in range(count)]
    programmes = [any_honor(random, id, below, (*ids, *outside)) for id, below in zip(ids, rests, strict=True)]
    programmes += map(credential, outside)
    random.shuffle(programmes)
    events = (Event("accident", random.choice((date(2024, 8, 1), date(2025, 5, 10))), None),) if rare(random, 2) else ()
    profile = replace(COMPANY, titles=held(random, (*ids[:-1], *outside)), titles_complete=not rare(random, 10), events=events)
    last = random.choice(ids[-2:])
    request = Request(
        (last, random.choice(ids)) if rare(random, 3) else (last,),
        objective=random.choice(("fewest", "fastest")),
        strict=rare(random, 2),
        horizon=random.randint(2, 5),
    )
    return Case(profile, catalogue(programmes), random.choice(DAYS), request)


def cases(most: int = 6) -> st.SearchStrategy[Case]:
    """Return questions about at most so many honors."""
    return st.randoms(use_true_random=False).map(lambda random: any_case(random, most))
