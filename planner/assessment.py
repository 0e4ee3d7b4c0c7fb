"""Assess: the state of every programme for one company on a day, with gaps, unknowns, round and outlook."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.criteria import Criterion, MetricThreshold
from graph.criteria.measured import inputs
from graph.facts import Ask
from graph.model import Catalogue, Programme
from graph.requirement import Requirement, everything
from graph.requirement import leaves as rules_of
from graph.verdict import Verdict, any_of
from planner.errors import UnknownProgramme
from planner.facts import CompanyFacts, Stance
from planner.gaps import Gap, GapReader
from planner.judging import Judged, asked, judge, leaves, undecided, verdict_of
from planner.profile import Application, Profile
from planner.risks import Risk, risks
from planner.rounds import Window, unannounced

MAY_HOLD = {  # what a holder may apply for beside its own kind: through its products, projects, …, or as the lead of a consortium
    "enterprise": frozenset({"product", "project", "case", "brand", "consortium"}),
    "institution": frozenset({"product", "project", "case", "brand", "consortium"}),
    "county": frozenset({"project", "case"}),
    "park": frozenset({"project", "case", "consortium"}),
}
NOTHING_ELSE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outlook:
    """The verdict at the next round: later years carry the last known value."""

    on: date
    verdict: Verdict
    projected: tuple[str, ...]


@dataclass(frozen=True)
class RoundAhead:
    """The next chance to apply; `window` open, upcoming or unannounced."""

    window: str
    next: Window | None


@dataclass(frozen=True)
class Assessment:
    """What holds for one programme on the day."""

    programme: Programme
    state: str
    verdict: Verdict | None
    gaps: tuple[Gap, ...] = ()
    unknowns: tuple[Ask, ...] = ()
    barred_until: date | None = None
    review_due: date | None = None
    at_risk: tuple[Risk, ...] = ()
    application: Application | None = None
    subject: str | None = None
    round: RoundAhead | None = None
    outlook: Outlook | None = None
    judged: Judged | None = None


def assess(profile: Profile, catalogue: Catalogue, on: date, programme: str | None = None) -> tuple[Assessment, ...]:
    """Return the assessment of every programme (or of one), in the order of the catalogue.

    Parameters
    ----------
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day of judgement: the version in force and the figures known on that day count.
    programme : str, optional
        One programme only.

    Raises
    ------
    UnknownProgramme
        If `programme` is not in the catalogue.

    Notes
    -----
    Exact. O(criteria · windows).
    """
    if programme is not None and programme not in catalogue.programmes:
        raise UnknownProgramme(programme, catalogue.programmes)
    facts = CompanyFacts(profile, catalogue, on, on)
    wanted = [catalogue.programmes[programme]] if programme else list(catalogue.programmes.values())
    return tuple(assess_one(item, facts) for item in wanted)


STATES = ("held", "eligible", "unknown", "near", "far", "barred", "closed", "out_of_scope")


def assess_one(programme: Programme, facts: CompanyFacts) -> Assessment:
    """Return the assessment of one programme: where products or projects hold it, of the one that stands best."""
    return min(assess_each(programme, facts), key=lambda found: STATES.index(found.state))


def assess_each(programme: Programme, facts: CompanyFacts) -> Iterator[Assessment]:
    """Yield the assessment of one programme for each that may hold it: the company, or each of its products or projects."""
    for view in views(programme, facts):
        found = _assess(programme, view)
        yield replace(found, subject=view.subject.id) if view.subject else found


def views(programme: Programme, facts: CompanyFacts) -> tuple[CompanyFacts, ...]:
    """Return the company as seen for a programme: as a whole, or through each subject of a kind that holds it."""
    subjects = [subject for subject in facts.profile.subjects if subject.kind in programme.holders]
    if "enterprise" in programme.holders or not subjects:
        return (facts,)
    return tuple(facts.about(subject) for subject in subjects)


def _assess(programme: Programme, facts: CompanyFacts) -> Assessment:
    application = _last_application(programme, facts)
    held = held_verdict(programme, facts)
    if held is Verdict.MET:
        return _held(programme, facts, application)
    if outside(programme, facts):
        return Assessment(programme, "out_of_scope", None, application=application)
    if programme.status.shut(facts.on) or (programme.versions and programme.version(facts.on) is None):
        return Assessment(programme, "closed", None, application=application)
    if programme.kind == "credential":
        return _not_held(programme, held, application)
    return _judged(programme, facts, held, application)


def _last_application(programme: Programme, facts: CompanyFacts) -> Application | None:
    """Return the pending application, or the last one."""
    made = [application for application in facts.profile.applications if application.honor == programme.id]
    return max(made, key=lambda application: (application.status == "pending", application.year), default=None)


def held_verdict(programme: Programme, facts: CompanyFacts) -> Verdict:
    """Return whether the title stands on the day (an umbrella: whether what it stands for is held)."""
    if programme.held_when is not None:
        return verdict_of(programme.held_when, facts)
    held = any_of(holding.valid(facts.on) for holding in facts.holdings(programme.id))
    return Verdict.UNKNOWN if held is Verdict.UNMET and not facts.all_titles_known() else held


def outside(programme: Programme, facts: CompanyFacts) -> bool:
    """Return whether the programme is surely not for this holder: region, kind of holder, scope."""
    if programme.jurisdiction not in facts.catalogue.jurisdictions(facts.profile.region):
        return True
    holder = facts.profile.holder
    if holder not in programme.holders and MAY_HOLD.get(holder, NOTHING_ELSE).isdisjoint(programme.holders):
        return True
    if any(rule.verdict(facts) is Verdict.UNMET for rule in programme.scope):
        return True
    rewards = [facts.catalogue.programmes[honor] for honor in programme.fund.claim.of] if programme.fund else []
    return bool(rewards) and all(outside(honor, facts) and not facts.holdings(honor.id) for honor in rewards)


def ahead(programme: Programme, facts: CompanyFacts) -> tuple[Window, ...]:
    """Return the windows from the day of the question on, up to the default horizon."""
    return facts.rounds.of(programme)


def rules_on(programme: Programme, on: date) -> tuple[tuple[Criterion, ...], Requirement]:
    """Return vetoes and requirement of the version in force on a day (the checks leave no day without one between two versions).

    An umbrella has no version: it rests on what it stands for.
    """
    version = programme.version(on)
    if version is None:
        return (), programme.held_when or everything(())
    return version.vetoes, version.requires


def _held(programme: Programme, facts: CompanyFacts, application: Application | None) -> Assessment:
    standing = tuple(h for h in facts.holdings(programme.id) if h.valid(facts.on) is Verdict.MET)
    terms = [holding.until for holding in standing if holding.until is not None]
    return Assessment(
        programme,
        "held",
        Verdict.MET,
        unknowns=(Ask(programme.id, "title"),) if programme.validity and standing and not any(h.until for h in standing) else (),
        review_due=max(terms, default=None),
        at_risk=risks(programme, facts),
        application=application,
        round=_round(programme, facts, ahead(programme, facts)),
    )


def _not_held(programme: Programme, held: Verdict, application: Application | None) -> Assessment:
    """Return the assessment of a credential: the catalogue knows no way to it."""
    if held is Verdict.UNKNOWN:
        return Assessment(programme, "unknown", held, unknowns=(Ask(programme.id, "title"),), application=application)
    gap = Gap(programme.id, f"未持有{programme.name}（外部资质，条件不在本目录）", programme.source, honor=programme.id)
    return Assessment(programme, "far", held, gaps=(gap,), application=application)


def _judged(programme: Programme, facts: CompanyFacts, held: Verdict, application: Application | None) -> Assessment:
    open_windows = ahead(programme, facts)
    vetoes, requires = rules_on(programme, facts.on)
    reader = GapReader(facts, open_windows)
    whole = judge(everything((*programme.scope, *vetoes, requires)), facts)
    barring = (found for veto in whole.children[len(programme.scope) : -1] for found in leaves(veto))
    bars = tuple(reader.leaf(rule, finding, veto=True) for rule, finding in barring if finding.verdict is Verdict.UNMET)
    open_findings = list(undecided(whole))
    lapsed = held is Verdict.UNKNOWN and bool(facts.holdings(programme.id))
    doubts = ((Ask(programme.id, "title"),) if lapsed else ()) + asked(open_findings)
    gaps = bars + reader.of(whole.children[-1])
    days = [bar.barred_until for bar in bars]
    return Assessment(
        programme,
        _state(whole.verdict, gaps, len(open_findings), facts, lapsed=lapsed),
        whole.verdict,
        gaps=gaps,
        unknowns=doubts,
        barred_until=None if None in days else max((day for day in days if day), default=None),
        application=application,
        round=_round(programme, facts, open_windows),
        outlook=_outlook(programme, facts, open_windows),
        judged=whole,
    )


def _state(verdict: Verdict, gaps: tuple[Gap, ...], undecided_criteria: int, facts: CompanyFacts, *, lapsed: bool) -> str:
    if any(gap.veto for gap in gaps):
        return "barred"
    if lapsed or verdict is Verdict.UNKNOWN:
        return "unknown"
    if verdict is Verdict.MET:
        return "eligible"
    near = len(gaps) + undecided_criteria <= facts.catalogue.defaults.near_gaps
    return "near" if near and not any(gap.wants_title or gap.hard for gap in gaps) else "far"


def _round(programme: Programme, facts: CompanyFacts, open_windows: tuple[Window, ...]) -> RoundAhead | None:
    if open_windows:
        first = open_windows[0]
        return RoundAhead("open" if first.opens <= facts.today else "upcoming", first)
    return RoundAhead("unannounced", None) if unannounced(programme, facts.today) else None


def _outlook(programme: Programme, facts: CompanyFacts, open_windows: tuple[Window, ...]) -> Outlook | None:
    if not open_windows:
        return None
    day = max(open_windows[0].opens, facts.today)
    vetoes, requires = rules_on(programme, day)
    rule = everything((*programme.scope, *vetoes, requires))
    later = facts.at(day, Stance.PROJECTED)
    return Outlook(day, verdict_of(rule, later), _projected(rule, later))


def _projected(rule: Requirement, facts: CompanyFacts) -> tuple[str, ...]:
    """Return the metrics whose last known value is carried forward in judging a rule."""
    words = facts.vocabulary
    names: list[str] = []
    for leaf in rules_of(rule):
        if isinstance(leaf, MetricThreshold) and leaf.window:
            for year in leaf.window.years(facts.on):
                for name, y in inputs(words, words.metrics[leaf.metric], year):
                    names += [name] if name in words.metrics and facts.carries(name, y) else []
    return tuple(dict.fromkeys(names))
