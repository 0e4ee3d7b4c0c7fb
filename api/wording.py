"""Values of the catalogue as a user reads them, each in one phrase."""

from collections.abc import Sequence
from fractions import Fraction
from functools import singledispatch
from typing import Any

from api.labels import ACTOR, ERRS, HOLDER, PAYER, RENEWAL, STATUS
from graph.amounts import Amount
from graph.criteria import Criterion
from graph.dates import DayOfYear
from graph.model import Catalogue, Claim, CostShare, Deadline, Duty, Fund, Limit, Period, Round, Rung, Status, Validity, Version
from graph.requirement import Gate, leaves
from graph.rounding import number
from graph.source import Clause, Note


@singledispatch
def told(value: Any, catalogue: Catalogue) -> str:
    """Return a value in words."""
    return str(value)


@told.register
def _(value: Fraction, catalogue: Catalogue) -> str:
    return str(number(value))


@told.register
def _(value: tuple, catalogue: Catalogue) -> str:
    return "、".join(told(item, catalogue) for item in value)


@told.register
def _(value: Criterion, catalogue: Catalogue) -> str:
    return rule_text(value, catalogue, ["二手资料"] if value.terms.certainty == "secondary" else [])


def rule_text(rule: Criterion, catalogue: Catalogue, asides: Sequence[str] = ()) -> str:
    """Return a criterion in words, with what qualifies it."""
    terms = rule.terms
    extra = [*asides, *(["原则上"] if terms.soft else [])]
    extra += ["复核时不考察"] if terms.dropped_at_review else []
    extra += [f"复核时：{rule.at_review.text(catalogue.words)}"] if rule.at_review else []
    extra += [terms.note] if terms.note else []
    return rule.text(catalogue.words) + (f"（{'；'.join(extra)}）" if extra else "")


@told.register
def _(value: Gate, catalogue: Catalogue) -> str:
    inside = [f"（{told(child, catalogue)}）" if isinstance(child, Gate) else told(child, catalogue) for child in value.children]
    name = catalogue.words.names.get(value.stands_for, value.stands_for) + "，即" if value.stands_for else ""
    if value.holder:
        return f"有一个{HOLDER[value.holder]}同时满足：{inside[0]}"
    if value.count is None:
        return name + "，且".join(inside)
    return name + ("以下任一：" if value.count == 1 else f"以下至少 {value.count} 项：") + "；".join(inside)


@told.register
def _(value: Version, catalogue: Catalogue) -> str:
    return f"{told(value.in_force, catalogue)}的条件：{told(value.requires, catalogue)}"


@told.register
def _(value: Period, catalogue: Catalogue) -> str:
    if value.start is None and value.end is None:
        return "时间不限"
    return f"{value.start} 起" if value.end is None else f"{value.start} 至 {value.end}" if value.start else f"至 {value.end}"


@told.register
def _(value: Status, catalogue: Catalogue) -> str:
    since = f"（{value.since} 起）" if value.since else ""
    successor = f"，由{catalogue.words.names[value.successor]}接替" if value.successor else ""
    return f"{STATUS[value.state]}{since}" + (f"：{value.reason}" if value.reason else "") + successor


@told.register
def _(value: Validity, catalogue: Catalogue) -> str:
    return f"{value.years} 年，{RENEWAL[value.renewal]}"


@told.register
def _(value: Round, catalogue: Catalogue) -> str:
    parts = ["随时"] if value.any_time else [f"每 {value.every_years} 年一批" if value.every_years > 1 else "每年一批"]
    if value.years:
        parts = [f"仅 {'、'.join(map(str, value.years))} 年"]
    said = (("开始", value.opens), ("截止", value.closes), ("公布", value.result))
    parts += [f"{head} {told(day, catalogue)}" for head, day in said if day]
    parts += [told(deadline, catalogue) for deadline in value.deadlines]
    return "，".join(parts)


@told.register
def _(value: Deadline, catalogue: Catalogue) -> str:
    return f"{ACTOR[value.actor]}须于 {value.by} 前"


@told.register
def _(value: DayOfYear, catalogue: Catalogue) -> str:
    return f"{value.month}月{value.day}日"


@told.register
def _(value: Duty, catalogue: Catalogue) -> str:
    by = f"每年 {told(value.by, catalogue)}前：" if value.by else ""
    missed = "；".join(text for text in (value.missed_once, value.missed_twice) if text)
    return by + value.duty + (f"（未办：{missed}）" if missed else "")


@told.register(Limit)
@told.register(CostShare)
def _(value: Limit | CostShare, catalogue: Catalogue) -> str:
    return value.text


@told.register
def _(value: Note, catalogue: Catalogue) -> str:
    return f"{value.text}（{ERRS[value.errs]}）"


@told.register
def _(value: Rung, catalogue: Catalogue) -> str:
    return f"{catalogue.words.names[value.honor]} {value.how}".strip()


@told.register
def _(value: Clause, catalogue: Catalogue) -> str:
    page = f"，第{value.page}页起" if value.page is not None else ""
    return f"{catalogue.documents[value.document].name} {value.section}{value.clause}{page}"


@told.register
def _(value: Fund, catalogue: Catalogue) -> str:
    payers = "、".join(f"{PAYER[name]} {number(share)}%" for name, share in value.payers)
    return f"{told(value.amount, catalogue)}；出资：{payers}"


@told.register
def _(value: Amount, catalogue: Catalogue) -> str:
    return value.text(catalogue.words)


@told.register
def _(value: Claim, catalogue: Catalogue) -> str:
    names = "、".join(catalogue.words.names[honor] for honor in value.of)
    return (f"奖励 {names}；" if names else "") + _claim_time(value, catalogue) + ("，仅限首次" if value.first_time else "")


def _claim_time(claim: Claim, catalogue: Catalogue) -> str:
    if claim.every_year:
        return "符合条件的年度均可申领"
    if claim.while_held:
        return "有效期内任一年均可，一次为限"
    if claim.within_years is not None and claim.after_years:
        return f"获评后第 {claim.after_years} 年至第 {claim.within_years} 年"
    if claim.within_years is not None:
        return f"获评当年至其后 {claim.within_years} 年内"
    return catalogue.defaults.claim_text if claim.of else "符合条件时申领，一次为限"


def clause_of(value: object) -> Clause | None:
    """Return the clause of a value: of a requirement that of its first criterion."""
    if isinstance(value, Version):
        return clause_of(value.requires)
    if isinstance(value, Gate | Criterion):
        return next((rule.terms.clause for rule in leaves(value)), None)
    found = getattr(value.amount if isinstance(value, Fund) else value, "clause", None)
    return found if isinstance(found, Clause) and found.document else None
