"""The steps of a way, dated: what to apply for, what to wait for, what to renew, what must come from outside."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graph.dates import add_years
from graph.facts import Ask, Holding
from graph.model import Catalogue, Programme
from graph.requirement import everything, titles_of
from planner.facts import CompanyFacts, Stance
from planner.gaps import Gap, GapReader
from planner.judging import judge, unknowns
from planner.path.chances import Chances, supposed
from planner.path.formula import residual, true_on, wanted
from planner.path.orders import Placed
from planner.path.search import Found
from planner.review import at_review, version_at_review
from planner.rounds import Window, windows


@dataclass(frozen=True)
class Step:
    """One step of a path.

    `kind`: obtain; await, the result of a pending application; renew, a title that would lapse before it is needed; credential, from
    outside, without dates. Only obtain counts.
    """

    honor: str
    kind: str
    because: str
    needed_by: tuple[str, ...]
    window: Window | None = None
    apply_from: date | None = None
    apply_by: date | None = None
    granted_by: date | None = None
    gaps: tuple[Gap, ...] = ()
    unknowns: tuple[Ask, ...] = ()
    subject: str | None = None


@dataclass(frozen=True)
class Way:
    """One way to the targets."""

    steps: tuple[Step, ...]
    length: int
    credentials: int
    completion: date

    @property
    def dated(self) -> bool:
        """Whether anything on it can be scheduled: credentials cannot."""
        return any(step.kind != "credential" for step in self.steps)

    @property
    def effort(self) -> int:
        """How many gaps and unknowns lie on the way."""
        return sum(len(step.gaps) + len(step.unknowns) for step in self.steps)


def way_of(found: Found, targets: tuple[str, ...], awaited: tuple[str, ...], chances: Chances) -> Way:
    """Return a set of honors that was found as a way; `awaited` are targets whose application is pending."""
    grants = [chances.holding(placed.chance.honor, placed.granted) for placed in found.schedule.placed]
    grants += [Holding(name, None) for name in sorted(found.honors & chances.credentials)]
    titles = (*grants, *_renewed(chances.facts))
    obtained = [_obtain(placed, found, targets, chances, titles) for placed in found.schedule.placed]
    rest = [*_renewals(found, chances, {holding.honor: holding for holding in grants}), *_awaits(found, awaited, chances)]
    credentials = [Step(name, "credential", "clause", _needed_by(name, found)) for name in sorted(found.honors & chances.credentials)]
    dated = sorted([*obtained, *rest], key=lambda step: step.apply_from or step.granted_by or date.max)
    last = max([found.schedule.completion, *(day for name in awaited if (day := chances.facts.awaited(name)))])
    return Way((*credentials, *dated), len(obtained), len(credentials), last)


def awaited_only(targets: tuple[str, ...], facts: CompanyFacts) -> Way:
    """Return the way to targets whose applications are all pending."""
    days = {target: facts.awaited(target) or facts.today for target in targets}
    steps = tuple(Step(target, "await", "target", (), granted_by=days[target], unknowns=_overdue(target, facts)) for target in targets)
    return Way(steps, 0, 0, max(days.values()))


def _renewed(facts: CompanyFacts) -> Iterator[Holding]:
    """Yield the titles held or awaited as a plan supposes them: renewed where re-examination extends them."""
    hopeful = facts.at(facts.today, Stance.HOPEFUL)
    for honor in dict.fromkeys([*(title.honor for title in facts.profile.titles), *facts.pending]):
        yield from hopeful.holdings(honor)


def _needed_by(name: str, found: Found) -> tuple[str, ...]:
    return tuple(p.chance.honor for p in found.schedule.placed if any(want.honor == name for want in wanted(p.chance.needs)))


def _obtain(placed: Placed, found: Found, targets: tuple[str, ...], chances: Chances, titles: tuple[Holding, ...]) -> Step:
    chance = placed.chance
    programme = chances.facts.catalogue.programmes[chance.honor]
    view = chances.facts.seen_by(programme.holders)
    gaps, asks = _left_to_do(programme, placed, chances, titles)
    return Step(
        honor=chance.honor,
        kind="obtain",
        because=_because(chance.honor, found, targets),
        needed_by=_needed_by(chance.honor, found),
        window=chance.window,
        apply_from=placed.applied,
        apply_by=chance.end,
        granted_by=placed.granted,
        gaps=gaps,
        unknowns=asks,
        subject=view.subject.id if view.subject else None,
    )


def _because(honor: str, found: Found, targets: tuple[str, ...]) -> str:
    if honor in targets:
        return "target"
    wants = [want for p in found.schedule.placed for want in wanted(p.chance.needs) if want.honor == honor]
    return "ladder" if wants and all(want.ladder for want in wants) else "clause"


def _left_to_do(
    programme: Programme, placed: Placed, chances: Chances, titles: tuple[Holding, ...]
) -> tuple[tuple[Gap, ...], tuple[Ask, ...]]:
    """Return gaps and unknowns on the day of application, later years carrying the last known value."""
    version = placed.chance.version
    facts = chances.facts.seen_by(programme.holders).at(placed.applied, Stance.PROJECTED, titles)
    judged = judge(everything((*programme.scope, *version.vetoes, version.requires)), facts)
    return GapReader(facts, (placed.chance.window,)).of(judged), unknowns(judged)


def _renewals(found: Found, chances: Chances, grants: dict[str, Holding]) -> Iterator[Step]:
    """Yield the re-examinations of titles that would lapse before a step that cannot do without them."""
    needed: dict[tuple[str, date], list[str]] = {}
    for placed in found.schedule.placed:
        for honor in chances.rests_on(placed.chance.honor, placed.chance.version):
            ends = list(_terms_before(honor, placed.applied, chances, grants))
            if ends and not _can_do_without(honor, placed, chances, grants):
                for end in ends:
                    needed.setdefault((honor, end), []).append(placed.chance.honor)
    for (honor, end), users in needed.items():
        gaps, asks = _re_examined(honor, end, chances, tuple(grants.values()))
        yield Step(honor, "renew", "clause", tuple(users), apply_by=end, granted_by=end, gaps=gaps, unknowns=asks)


def _re_examined(honor: str, end: date, chances: Chances, titles: tuple[Holding, ...]) -> tuple[tuple[Gap, ...], tuple[Ask, ...]]:
    """Return what a title lacks for its re-examination at the end of a term."""
    programme = chances.facts.catalogue.programmes[honor]
    version = version_at_review(programme, end)
    if version is None:
        return (), ()
    facts = chances.facts.at(end, Stance.PROJECTED, (*titles, *_renewed(chances.facts)))
    judged = judge(everything((*programme.scope, at_review(version.requires))), facts)
    return GapReader(facts, windows(programme, facts.catalogue.defaults, facts.today, end)).of(judged), unknowns(judged)


def _terms_before(honor: str, day: date, chances: Chances, grants: dict[str, Holding]) -> Iterator[date]:
    """Yield the ends of terms of a title that fall before a day."""
    validity = chances.facts.catalogue.programmes[honor].validity
    if validity is None or validity.renewal != "review":
        return
    planned = grants[honor].granted if honor in grants else None
    known = [holding.until for holding in chances.facts.holdings(honor) if holding.until and holding.until >= chances.facts.today]
    end = add_years(planned, validity.years) - timedelta(days=1) if planned else max(known, default=None)
    while end is not None and end < day:
        yield end
        end = add_years(end, validity.years)


def _can_do_without(honor: str, placed: Placed, chances: Chances, grants: dict[str, Holding]) -> bool:
    others = replace(chances.facts.profile, titles=tuple(title for title in chances.facts.profile.titles if title.honor != honor))
    facts = replace(chances.facts, profile=others).at(placed.applied, Stance.HOPEFUL)
    rest = {name: holding for name, holding in grants.items() if name != honor}
    if honor not in titles_of(placed.chance.version.requires):
        return False
    return true_on(residual(placed.chance.version.requires, facts), rest, placed.applied)


def _awaits(found: Found, targets: tuple[str, ...], chances: Chances) -> Iterator[Step]:
    """Yield the pending applications that the way rests on, and those for targets themselves."""
    for honor in chances.facts.pending:
        day = chances.facts.awaited(honor)
        users = [
            placed.chance.honor
            for placed in found.schedule.placed
            if honor in chances.rests_on(placed.chance.honor, placed.chance.version) and day is not None and day <= placed.applied
        ]
        if honor in targets or (users and honor not in found.honors):
            because = "target" if honor in targets else "clause"
            yield Step(honor, "await", because, tuple(users), granted_by=day, unknowns=_overdue(honor, chances.facts))


def _overdue(honor: str, facts: CompanyFacts) -> tuple[Ask, ...]:
    """Return the question whether an application succeeded whose result should be out."""
    expected = facts.expected(honor)
    return (Ask(honor, "title"),) if expected is not None and expected < facts.today else ()


def titles_from(way: Way, catalogue: Catalogue) -> tuple[Holding, ...]:
    """Return the titles that a way brings, with their terms."""
    steps = [step for step in way.steps if step.kind in ("obtain", "await")]
    return tuple(replace(supposed(step.honor, step.granted_by, catalogue), subject=step.subject) for step in steps if step.granted_by)
