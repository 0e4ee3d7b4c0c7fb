"""What the report shows of one company: the planner's answers, put in the order of the page."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from api.answers import Json
from api.answers_plan import Prospect, money_along, prospect
from api.labels import PAYER, STATE
from api.pages.climb import climb, standing_titles
from api.pages.picture import Picture, column, stairs
from api.pages.plots import MoneyPlot, money_plot, ways_plot
from api.pages.sliders import Slider, sliders
from api.phrases import entry_period, payable
from graph.model import Catalogue, Programme
from graph.source import Clause
from planner.agenda import Agenda, Entry, agenda
from planner.assessment import Assessment, assess
from planner.awards import Awards, Line, Totals, awards
from planner.gaps import Gap
from planner.path.plan import Request, Way
from planner.profile import Profile
from planner.questions import Question, next_question
from planner.targets import AHEAD, first_target

MONTHS = 24
BAR = 300  # px


@dataclass(frozen=True)
class Report:
    """All answers about one company on a day; `target` None: nothing can be planned for; `found` None likewise."""

    profile: Profile
    catalogue: Catalogue
    on: date
    target: str | None
    results: tuple[Assessment, ...]
    found: Prospect | None
    money: Awards
    agenda: Agenda
    question: Question

    @cached_property
    def groups(self) -> Mapping[str, list[Assessment]]:
        """The programmes by state."""
        return by_state(self.results)

    @cached_property
    def paying(self) -> frozenset[str]:
        """The funds that still pay something for what is held."""
        return payable(awards(self.profile, self.catalogue, self.on))

    @property
    def region(self) -> str:
        """The place where the company is registered, from the largest to the smallest."""
        regions = self.catalogue.regions
        return "".join(regions[id].name for id in reversed(self.catalogue.jurisdictions(self.profile.region)) if regions[id].parent)

    @property
    def best(self) -> Way | None:
        """The best way to the target."""
        return self.found.plan.best if self.found else None

    @cached_property
    def pictures(self) -> Mapping[str, Picture]:
        """The path for wide screens and for narrow ones."""
        return pictures(self.best, self.money, standing_titles(self.profile, self.catalogue, self.on), self.catalogue)

    @cached_property
    def spent(self) -> list[Assessment]:
        """The funds whose conditions hold but which pay nothing for what is held."""
        return spent(self.groups, self.paying)

    def _money_of(self, way: Way) -> Awards:
        known = self.found.money if self.found else {}
        return known[way] if way in known else money_along(way, self.profile, self.catalogue, self.on)

    @cached_property
    def ways(self) -> list[tuple[str, Way, Awards]]:
        """The ways to the target, each with its name and what may be claimed along it, the best first."""
        plan = self.found.plan if self.found else None
        if plan is None or plan.best is None:
            return []
        strict = [("只按条文", plan.strict_way)] if plan.strict_way else []
        named = [("上面这条", plan.best), *strict, *((f"备选 {place}", way) for place, way in enumerate(plan.alternatives, 1))]
        return [(title, way, self._money_of(way)) for title, way in named]

    @cached_property
    def targets(self) -> list[tuple[str, list[Assessment]]]:
        """What can be aimed at, by topic; the target itself in any case."""
        open_ = [one for one in self.results if one.programme.obtainable and (one.state in AHEAD or one.programme.id == self.target)]
        open_.sort(key=lambda one: one.programme.topic)
        return [(topic, list(group)) for topic, group in groupby(open_, key=lambda one: one.programme.topic)]

    @cached_property
    def sliders(self) -> tuple[Slider, ...]:
        """The figures that can be turned."""
        return sliders(self._gaps(), self.profile, self.catalogue, self.on.year)

    def _gaps(self) -> Iterator[tuple[str | None, Gap]]:
        for step in self.best.steps if self.best else ():
            yield from ((step.subject, gap) for gap in step.gaps)
        for one in self.groups["near"]:
            yield from ((one.subject, gap) for gap in one.gaps)

    @cached_property
    def claims(self) -> list[tuple[int, list[Line]]]:
        """The claims by year."""
        return [(year, list(lines)) for year, lines in groupby(self.money.claims, key=lambda line: line.year)]

    @cached_property
    def money_plot(self) -> MoneyPlot:
        """The claims by year, payer and what they rest on."""
        return money_plot(self.money)

    @cached_property
    def ways_plot(self) -> Json:
        """The trade between honors, completion and money, to draw."""
        return ways_plot(self.ways)

    @cached_property
    def calendar(self) -> list[tuple[str, list[Entry], dict[str, list[Entry]]]]:
        """What comes up by month, or year: one by one, and what one can apply for together."""
        return [(title, *_parted(list(entries))) for title, entries in groupby(self.agenda.entries, key=entry_period)]

    @property
    def noted(self) -> list[Programme]:
        """The programmes on the path, near or open to the company of which the catalogue has something to remark."""
        steps = [self.catalogue.programmes[step.honor] for step in self.best.steps] if self.best else []
        near = [one.programme for state in ("near", "eligible") for one in self.groups[state]]
        found = {programme.id: programme for programme in (*steps, *near) if programme.notes}
        return list(found.values())

    @property
    def cited(self) -> list[Clause]:
        """The places that the page cites."""
        shown = (one for state in STATE if state != "out_of_scope" for one in self.groups[state])
        gaps = [gap for _, gap in self._gaps()]
        return [*(one.programme.source for one in shown), *(gap.clause for gap in gaps), *(line.clause for line in self.money.claims)]


def by_state(results: Iterable[Assessment]) -> Mapping[str, list[Assessment]]:
    """Return programmes by state, honors before funds; credentials only where they are held."""
    shown = [one for one in results if one.programme.kind != "credential" or one.state == "held"]
    shown.sort(key=lambda one: ("honor", "credential", "fund").index(one.programme.kind))
    return {state: [one for one in shown if one.state == state] for state in STATE}


def spent(groups: Mapping[str, list[Assessment]], paying: Collection[str]) -> list[Assessment]:
    """Return the funds whose conditions hold but which pay nothing for what is held."""
    return [one for one in groups["eligible"] if one.programme.fund and one.programme.id not in paying]


def report_on(profile: Profile, catalogue: Catalogue, on: date, target: str | None) -> Report:
    """Return the report on a company; without a target, that of `first_target`."""
    results = assess(profile, catalogue, on)
    aim = target or first_target(results, profile, catalogue, on)
    found = prospect(profile, catalogue, on, Request((aim,))) if aim else None
    return Report(
        profile,
        catalogue,
        on,
        aim,
        results,
        found,
        found.awards if found else awards(profile, catalogue, on),
        agenda(profile, catalogue, on, MONTHS),
        next_question(profile, catalogue, on),
    )


def pictures(best: Way | None, money: Awards, held: frozenset[str], catalogue: Catalogue) -> Mapping[str, Picture]:
    """Return a path drawn for wide screens and for narrow ones; nothing where there is none."""
    if best is None or not best.steps:
        return {}
    drawn = climb(best, money, held, catalogue)
    return {"wide": stairs(drawn.rungs, drawn.links), "narrow": column(drawn.rungs, drawn.links)}


def _parted(entries: list[Entry]) -> tuple[list[Entry], dict[str, list[Entry]]]:
    rounds: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "round":
            rounds.setdefault(entry.text, []).append(entry)
    return [entry for entry in entries if entry.kind != "round"], dict(sorted(rounds.items(), key=lambda pair: len(pair[1])))


def bar(sums: Totals, most: Fraction) -> list[tuple[str, float, float]]:
    """Return who pays how much of a total as parts of a bar: payer, left edge and width in px."""
    parts, left = [], Fraction(0)
    for payer in PAYER:
        width = getattr(sums, payer) / most * BAR if most else Fraction(0)
        parts += [(payer, round(float(left), 1), round(float(width), 1))] if width else []
        left += width
    return parts
