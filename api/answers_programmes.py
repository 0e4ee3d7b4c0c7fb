"""The catalogue as plain dicts, ready for JSON: a list of programmes, or everything that is known of one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

from api.answers import Json, plain
from api.errors import BadFilter
from graph.amounts import Cap
from graph.criteria import Criterion
from graph.forms import Cell, Form, Part
from graph.libraries import Library
from graph.model import Catalogue, Fund, Programme, Version
from graph.requirement import Gate, Requirement, titles_of
from graph.rounding import number


@dataclass(frozen=True)
class Wanted:
    """Which programmes a list is to hold; what is None is left open. `topic` is any part of a topic's name."""

    kind: str | None = None
    holder: str | None = None
    level: str | None = None
    jurisdiction: str | None = None
    status: str | None = None
    topic: str | None = None

    def select(self, catalogue: Catalogue, on: date) -> list[Programme]:
        """Return the programmes of a catalogue that are wanted, in its order."""
        self._refuse_unknown(catalogue)
        return [one for one in catalogue.programmes.values() if self._fits(one, on)]

    def _fits(self, one: Programme, on: date) -> bool:
        pairs = ((self.kind, one.kind), (self.level, one.level), (self.jurisdiction, one.jurisdiction), (self.status, state_of(one, on)))
        same = all(wanted in (None, found) for wanted, found in pairs)
        return same and (self.holder is None or self.holder in one.holders) and (self.topic or "") in one.topic

    def _refuse_unknown(self, catalogue: Catalogue) -> None:
        faults = {}
        topics = dict.fromkeys(one.topic for one in catalogue.programmes.values())
        if self.jurisdiction is not None and self.jurisdiction not in catalogue.regions:
            places = dict.fromkeys(one.jurisdiction for one in catalogue.programmes.values())
            named = "、".join(f"{id}（{catalogue.regions[id].name}）" for id in places)
            faults["jurisdiction"] = f"没有辖区“{self.jurisdiction}”，可用：{named}"
        if self.topic is not None and not any(self.topic in topic for topic in topics):
            faults["topic"] = f"没有含“{self.topic}”的主题，可用：{'、'.join(topics)}"
        if faults:
            raise BadFilter(faults)


def programmes_answer(catalogue: Catalogue, chosen: Iterable[Programme], on: date, *, full: bool = False) -> Json:
    """Return programmes, each in one line or whole."""
    answer = (lambda one: record(one, catalogue, on)) if full else (lambda one: entry(one, on))
    return {"catalogue_version": catalogue.version, "programmes": [answer(one) for one in chosen]}


def programme_answer(programme: Programme, catalogue: Catalogue, on: date) -> Json:
    """Return one programme whole."""
    return {"catalogue_version": catalogue.version, **record(programme, catalogue, on)}


def entry(programme: Programme, on: date) -> Json:
    """Return a programme in one line."""
    return {
        "id": programme.id,
        "name": programme.name,
        "kind": programme.kind,
        "level": programme.level,
        "holder": "/".join(programme.holders),
        "topic": programme.topic,
        "jurisdiction": programme.jurisdiction,
        "status": state_of(programme, on),
    }


def state_of(programme: Programme, on: date) -> str:
    """Return whether applications are taken on a day: open, paused, closed or not_yet_open."""
    return programme.status.state if programme.status.shut(on) else "open"


def record(programme: Programme, catalogue: Catalogue, on: date) -> Json:
    """Return everything that the catalogue holds about a programme."""
    as_is = ("aliases", "summary", "certainty", "source", "also_in", "favoured_by", "after", "validity", "round", "maintenance")
    held_when = programme.held_when
    return {
        **entry(programme, on),
        "status_detail": plain(programme.status),
        **{name: plain(getattr(programme, name)) for name in as_is},
        "scope": [rule_answer(rule, catalogue) for rule in programme.scope],
        "held_when": tree_answer(held_when, catalogue) if held_when is not None else None,
        "versions": [_version(version, catalogue) for version in programme.versions],
        "revocation": [rule_answer(rule, catalogue) for rule in programme.revocation],
        **{name: plain(getattr(programme, name)) for name in ("limits", "route", "materials", "steps")},
        "libraries": [library_answer(library, catalogue) for library in catalogue.libraries_of(programme.id)],
        "platform": dict(zip(("name", "url"), programme.platform, strict=True)) if programme.platform else None,
        "fund": _fund(programme.fund, catalogue) if programme.fund else None,
        "rewarded_by": [fund.id for fund in rewards(programme, catalogue)],
        "opens": [other.id for other in opened_by(programme, catalogue)],
        "contacts": [{"office": office, **desk} for office, desk in contacts(programme, catalogue)],
        "notes": plain(programme.notes),
    }


def rewards(programme: Programme, catalogue: Catalogue) -> list[Programme]:
    """Return the funds that reward a title."""
    return [other for other in catalogue.programmes.values() if other.fund and programme.id in other.fund.claim.of]


def opened_by(programme: Programme, catalogue: Catalogue) -> list[Programme]:
    """Return the other honors whose conditions, in any version, name this title."""
    honors = (other for other in catalogue.programmes.values() if other.kind == "honor" and other is not programme)
    return [other for other in honors if any(programme.id in titles_of(version.requires) for version in other.versions)]


def contacts(programme: Programme, catalogue: Catalogue) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the offices, each with its jurisdiction, that answer for the section of a programme."""
    for jurisdiction, desks in catalogue.desks.items():
        for office, desk in desks.items():
            if any(programme.source.section.startswith(part) for part in desk.get("sections", "").split("、") if part):
                yield office, {"jurisdiction": jurisdiction, **desk}


def _version(version: Version, catalogue: Catalogue) -> Json:
    periods = {
        name: {"from": plain(period.start), "to": plain(period.end)}
        for name, period in (("in_force", version.in_force), ("review_in_force", version.review_in_force))
    }
    return {
        **periods,
        "certainty": version.certainty,
        "requires": tree_answer(version.requires, catalogue),
        "vetoes": [rule_answer(veto, catalogue) for veto in version.vetoes],
    }


def tree_answer(tree: Requirement, catalogue: Catalogue) -> Json:
    """Return a requirement as a tree of all / any / at_least."""
    if not isinstance(tree, Gate):
        return rule_answer(tree, catalogue)
    children = [tree_answer(child, catalogue) for child in tree.children]
    inside: Json = {"at_least": tree.count, "of": children} if tree.kind == "at_least" else {tree.kind: children}
    inside |= {"holder": tree.holder} if tree.holder else {}
    return {**({"stands_for": tree.stands_for} if tree.stands_for else {}), **inside}


def rule_answer(rule: Criterion, catalogue: Catalogue) -> Json:
    """Return a criterion: its text and clause, and the rule in its parts."""
    terms = rule.terms
    parts = {field.name: plain(getattr(rule, field.name)) for field in fields(rule) if field.name not in ("terms", "at_review")}
    review = "dropped" if terms.dropped_at_review else rule.at_review and rule.at_review.text(catalogue.words)
    extra = {"review": review, "soft": terms.soft, "note": terms.note, "certainty": terms.certainty if terms.certainty != "primary" else ""}
    return {
        "criterion": terms.id,
        "kind": rule.key,
        "text": rule.text(catalogue.words),
        "clause": plain(terms.clause),
        "rule": parts,
        **{name: value for name, value in extra.items() if value},
    }


def library_answer(library: Library, catalogue: Catalogue) -> Json:
    """Return a library whole, with its form."""
    quota, form = library.recommended, catalogue.forms.get(library.form or "")
    return {
        **plain(library),
        "recommended": {**plain(quota), "regions": dict(quota.regions)} if quota else None,
        "form": form_answer(form, catalogue) if form else None,
    }


def form_answer(form: Form, catalogue: Catalogue) -> Json:
    """Return a form whole."""
    application = form.application
    return {
        **{name: plain(getattr(form, name)) for name in ("id", "name", "source", "roster", "notes")},
        "footnotes": [{**plain(footnote), "choices": dict(plain(footnote.choices))} for footnote in form.footnotes],
        "application": {
            **{name: plain(getattr(application, name)) for name in ("title", "clause", "cover")},
            "parts": [_part(part, catalogue) for part in application.parts],
        },
    }


def _part(part: Part, catalogue: Catalogue) -> Json:
    return {
        **plain(replace(part, rows=(), parts=())),
        "rows": [{**plain(replace(row, cells=())), "cells": [_cell(cell, catalogue) for cell in row.cells]} for row in part.rows],
        "parts": [_part(inside, catalogue) for inside in part.parts],
    }


def _cell(cell: Cell, catalogue: Catalogue) -> Json:
    boxes = [{**plain(replace(box, when=None)), "when": tree_answer(box.when, catalogue) if box.when else None} for box in cell.choices]
    return {**plain(replace(cell, choices=())), "choices": boxes}


def _fund(fund: Fund, catalogue: Catalogue) -> Json:
    return {
        "amount": {"kind": fund.amount.key, "text": amount_text(fund, catalogue), **plain(fund.amount)},
        "payer": "+".join(name for name, _ in fund.payers),
        "payers": dict(plain(fund.payers)),
        "pool": fund.pool,
        "claim": plain(fund.claim),
        "shares": plain(fund.shares),
        "joint_caps": plain(fund.joint_caps),
        "may_join": fund.may_join,
        "replaces": plain(fund.replaces),
    }


def amount_text(fund: Fund, catalogue: Catalogue) -> str:
    """Return what a fund pays, as a user reads it."""
    return fund.amount.text(catalogue.words)


def reward_text(programme: Programme, honor: str, catalogue: Catalogue) -> str:
    """Return what a fund pays for one title, with the caps that it shares."""
    fund = programme.fund
    assert fund is not None
    return "；".join(
        (fund.amount.only(honor).text(catalogue.words), *(joint_cap_text(programme, cap, catalogue) for cap in fund.joint_caps))
    )


def joint_cap_text(programme: Programme, cap: Cap, catalogue: Catalogue) -> str:
    """Return a cap that a fund shares, with the funds that share it."""
    sharers = [
        other.name
        for other in catalogue.programmes.values()
        if other.fund and other.id != programme.id and cap.name in (shared.name for shared in other.fund.joint_caps)
    ]
    span = {"year": "每年", "item": "对同一对象累计", "all": "累计"}[cap.per]
    return f"与{'、'.join(sharers)}合计{span}不超过 {number(cap.limit)} 万元"
