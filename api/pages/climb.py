"""What the picture of a path shows, read off the plan: rungs with their dates, gaps and money, and what rests on what."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from api.pages.picture import Link, Rung
from api.phrases import questions, step_when
from graph.criteria import TitleHeld
from graph.model import Catalogue
from graph.requirement import leaves
from graph.rounding import number
from graph.verdict import Verdict
from planner.awards import Awards
from planner.facts import CompanyFacts
from planner.path.plan import Step, Way
from planner.profile import Profile

TAG = {"obtain": "申报", "renew": "复核", "await": "在途", "credential": "外部资质"}


@dataclass(frozen=True)
class Climb:
    """A path as rungs in the order of time, titles already held first, and the links between them."""

    rungs: tuple[Rung, ...]
    links: tuple[Link, ...]


def standing_titles(profile: Profile, catalogue: Catalogue, on: date) -> frozenset[str]:
    """Return the titles that stand on a day."""
    facts = CompanyFacts(profile, catalogue, on, on)
    listed = {title.honor for title in profile.titles}
    return frozenset(honor for honor in listed if any(one.valid(on) is Verdict.MET for one in facts.holdings(honor)))


def climb(way: Way, money: Awards, held: Collection[str], catalogue: Catalogue) -> Climb:
    """Return what to draw of a path.

    Parameters
    ----------
    way : Way
        The path.
    money : Awards
        What may be claimed along it.
    held : Collection[str]
        The titles that the company holds today.
    catalogue : Catalogue
        The policies.
    """
    based = [(honor, place, custom) for place, step in enumerate(way.steps) for honor, custom in _rests_on(step, way, held, catalogue)]
    base = tuple(dict.fromkeys(honor for honor, _, _ in based))
    first = 1 if base else 0
    names = catalogue.words.names
    rungs = [Rung("held", "已持有", "、".join(names[honor] for honor in base))] if base else []
    rungs += [_rung(step, way, money, catalogue) for step in way.steps]
    links = [Link(0, first + place, all(one[2] for one in based if one[1] == place)) for place in dict.fromkeys(one[1] for one in based)]
    links += [Link(first + below, first + above, custom) for below, above, custom in _between(way)]
    return Climb(tuple(rungs), tuple(sorted(links, key=lambda link: (link.above, -link.below))))


def _rests_on(step: Step, way: Way, held: Collection[str], catalogue: Catalogue) -> Iterator[tuple[str, bool]]:
    """Yield the titles held that a step rests on, and whether by custom alone; what is renewed first stands on its own rung."""
    if step.kind == "renew":
        yield step.honor, False
    renewed = {other.honor for other in way.steps if other.kind == "renew"}
    programme = catalogue.programmes[step.honor]
    version = programme.version(step.apply_from) if step.kind == "obtain" and step.apply_from else None
    wanted = dict.fromkeys(rule.honor for rule in leaves(version.requires) if isinstance(rule, TitleHeld)) if version else {}
    yield from ((honor, False) for honor in wanted if honor in held and honor not in renewed)
    custom = (rung.honor for rung in programme.after if version)
    yield from ((honor, True) for honor in custom if honor in held and honor not in wanted and honor not in renewed)


def _between(way: Way) -> Iterator[tuple[int, int, bool]]:
    """Yield which step rests on which, by their places, and whether by custom alone."""
    places = {step.honor: place for place, step in enumerate(way.steps) if step.kind != "renew"}
    for place, step in enumerate(way.steps):
        yield from ((place, places[above], step.because == "ladder") for above in step.needed_by if above in places)


def _rung(step: Step, way: Way, money: Awards, catalogue: Catalogue) -> Rung:
    place = [other for other in way.steps if other.kind == "obtain"].index(step) + 1 if step.kind == "obtain" else 0
    tag = f"第 {place} 步 · {TAG[step.kind]}" if place else TAG[step.kind]
    said = (*step_when(step).split("，"), missing_text(step, catalogue), money_text(money, step.honor) if step.kind != "renew" else "")
    target = step.because == "target"
    lines = tuple(line for line in said if line)
    return Rung(step.kind, f"{tag} · 目标" if target else tag, catalogue.words.names[step.honor], lines, target)


def missing_text(step: Step, catalogue: Catalogue) -> str:
    """Return how much is missing on a step."""
    asked = len(questions(step.unknowns, catalogue))
    parts = [f"差 {len(step.gaps)} 项"] if step.gaps else []
    parts += [f"待确认 {asked} 项"] if asked else []
    return "，".join(parts) or ("按现有数据条件均已满足" if step.kind == "obtain" else "")


def money_text(money: Awards, honor: str) -> str:
    """Return what an honor brings in all."""
    lines = [line for line in money.claims if line.honor == honor]
    fixed = sum((line.amount for line in lines if line.amount_kind == "fixed"), Fraction(0))
    most = sum((line.amount for line in lines), Fraction(0))
    if fixed and fixed == most:
        return f"可得 {number(fixed)} 万元"
    if fixed:
        return f"可得 {number(fixed)} 万元，上限 {number(most)} 万元"
    if most:
        return f"上限 {number(most)} 万元"
    return "资金视项目而定" if any(one.honor == honor for one in money.open_amounts) else ""
