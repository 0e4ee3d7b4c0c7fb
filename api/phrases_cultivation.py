"""A cultivation list in phrases: why a company stands where it does, what its points are made of, what changed."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from api.labels import EXCLUDED, STEP
from api.phrases import amount, brief
from api.wording import told
from graph.facts import Ask
from graph.model import Catalogue
from planner.cultivation.change import Change, Earlier
from planner.cultivation.drawing import Cultivated, Placed
from planner.cultivation.places import city_of
from planner.cultivation.ranking import Contribution
from planner.cultivation.standing import Standing

CENTS = 100


def points_shown(points: Fraction) -> Fraction:
    """Return points to two decimals, halves rounded up, as everywhere; the order rests on the exact ones."""
    return Fraction((points * CENTS + Fraction(1, 2)) // 1, CENTS)


def points_text(points: Fraction) -> str:
    """Return points as they are shown."""
    cents = int(points_shown(points) * CENTS)
    return f"{cents // CENTS}.{cents % CENTS:02}"


def key_name(part: Contribution, catalogue: Catalogue) -> str:
    """Return what a ranking key is called."""
    return part.key.name or told(part.key.origin, catalogue)


def earning_text(part: Contribution, catalogue: Catalogue) -> str:
    """Return what earns the points: a figure with its unit, the honors that count, those whose standing is not known; unknown says so."""
    if part.value is None:
        return "未填"
    names = f"（{_names(part.titles, catalogue)}）" if part.titles else ""
    lapsed = f"（{_names(part.doubtful, catalogue)}是否仍有效未知，不计）" if part.doubtful else ""
    return f"{amount(part.value, unit_of(part, catalogue))}{names}{lapsed}"


def unit_of(part: Contribution, catalogue: Catalogue) -> str:
    """Return the unit of what a key counts."""
    return catalogue.words.metrics[part.key.origin.of].unit if part.key.origin.kind == "metric" else "项"


def _names(honors: tuple[str, ...], catalogue: Catalogue) -> str:
    return "、".join(catalogue.words.names[honor] for honor in honors)


def place_name(code: str, catalogue: Catalogue) -> str:
    """Return where a company is: its city, with its county where it is known."""
    here = next((region for region in catalogue.regions.values() if region.code == code), None)
    city = city_of(code, catalogue)
    names = list(dict.fromkeys(region.name.partition("（")[0] for region in (city, here) if region is not None))
    return "".join(names[1:] if len(names) > 1 and names[1].startswith(names[0][:-1]) else names) or code


def reason(one: Standing, catalogue: Catalogue, most: int | None = None) -> str:
    """Return why a company stands in its group; of what is to be collected at most so many."""
    gaps = "；".join(dict.fromkeys(brief(gap, catalogue) + ("（须超常增长）" if gap.stretch else "") for gap in one.gaps))
    if one.group == "excluded":
        rules = "；".join(rule.text(catalogue.words) for rule in one.rules)
        until = f"，{one.until} 起解除" if one.until else ""
        return f"{EXCLUDED[one.cause]}{until}{f'：{text}' if (text := gaps or rules) else ''}"
    parts = [gaps, _way(one, catalogue), _to_collect(one.unknowns, catalogue, most)]
    return "；".join(part for part in parts if part)


def _to_collect(asks: tuple[Ask, ...], catalogue: Catalogue, most: int | None) -> str:
    """Return the names of what is unknown, the years of a metric together."""
    years: dict[tuple[str, str], list[int]] = {}
    for ask in asks:
        years.setdefault((ask.kind, ask.id), []).extend([ask.year] if ask.year else [])
    words = catalogue.words
    tables: Mapping[str, Mapping[str, Any]] = {
        "metric": words.metrics,
        "declaration": words.declarations,
        "event": words.events,
        "field": words.fields,
    }
    named = [
        f"{'、'.join(map(str, sorted(when)))}{'年' if when else ''}{tables[kind][id].name if kind in tables else words.names[id]}"
        for (kind, id), when in years.items()
    ]
    if not named:
        return ""
    rest = f"等 {len(named)} 项" if most and len(named) > most else ""
    return f"待补：{'、'.join(named[:most])}{rest}"


def _way(one: Standing, catalogue: Catalogue) -> str:
    """Return what comes before the honor itself: honors to obtain, to wait for, to renew, credentials from outside."""
    steps: dict[str, list[str]] = {}
    for step in one.way[:-1]:
        steps.setdefault(step.kind, []).append(catalogue.words.names[step.honor])
    return "；".join(f"{STEP[kind]}：{'、'.join(names)}" for kind, names in steps.items())


def shortfall_text(found: Cultivated, catalogue: Catalogue) -> list[str]:
    """Return where there are fewer candidates than places: places stay empty."""
    said = [
        f"{place_name(quota.region, catalogue)}名额 {quota.number} 家，候选 {quota.candidates} 家，空 {quota.vacant} 家，不以其他企业补足"
        for quota in found.quotas
        if quota.vacant
    ]
    entering = sum(bool(one.selected) for one in found.candidates)
    if found.selected is not None and entering < found.selected:
        said.append(f"入库 {found.selected} 家，可选 {entering} 家，空 {found.selected - entering} 家，不以其他企业补足")
    return said


def change_text(change: Change, catalogue: Catalogue) -> str:
    """Return how a company stood in the earlier list and stands now."""
    if change.kind == "stayed" and change.before and isinstance(change.now, Placed):
        return f"上次第 {change.before.rank} 位，本次第 {change.now.rank} 位"
    if change.kind == "entered":
        return _stood(change.before)
    return _stands(change.now, catalogue)


def _stood(before: Earlier | None) -> str:
    if before is None:
        return "上次的企业表中没有"
    if before.group == "candidates":
        return f"上次第 {before.rank} 位，在名额之外"
    said = {"near": "上次接近条件", "undecided": "上次信息不全", "excluded": "上次不列入"}[before.group]
    return f"{said}：{before.why}" if before.why else said


def _stands(now: Placed | Standing | None, catalogue: Catalogue) -> str:
    if now is None:
        return "本次的企业表中没有"
    if isinstance(now, Placed):
        return f"仍是候选，第 {now.rank} 位，在名额之外" + (f"（人工调整：{now.move.reason}）" if now.move else "")
    said = {"near": "本次接近条件", "undecided": "本次信息不全", "excluded": "本次不列入"}[now.group]
    return f"{said}：{reason(now, catalogue)}"
