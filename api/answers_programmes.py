"""The catalogue as plain dicts, ready for JSON: a list of programmes, or everything that is known of one."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from api.answers import Json, plain
from graph.criteria import Criterion
from graph.model import Catalogue, Fund, Programme, Version
from graph.requirement import Gate, Requirement


def programmes_answer(catalogue: Catalogue, on: date, *, full: bool = False) -> Json:
    """Return all programmes, each in one line or whole."""
    answer = (lambda one: record(one, catalogue, on)) if full else (lambda one: entry(one, on))
    return {"catalogue_version": catalogue.version, "programmes": [answer(one) for one in catalogue.programmes.values()]}


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
    as_is = ("aliases", "certainty", "source", "also_in", "favoured_by", "after", "validity", "round", "maintenance")
    held_when = programme.held_when
    return {
        **entry(programme, on),
        "status_detail": plain(programme.status),
        **{name: plain(getattr(programme, name)) for name in as_is},
        "scope": [rule_answer(rule, catalogue) for rule in programme.scope],
        "held_when": tree_answer(held_when, catalogue) if held_when is not None else None,
        "versions": [_version(version, catalogue) for version in programme.versions],
        "revocation": [rule_answer(rule, catalogue) for rule in programme.revocation],
        **{name: plain(getattr(programme, name)) for name in ("limits", "route", "materials")},
        "platform": dict(zip(("name", "url"), programme.platform, strict=True)) if programme.platform else None,
        "fund": _fund(programme.fund, catalogue) if programme.fund else None,
        "contacts": [{"office": office, **desk} for office, desk in contacts(programme, catalogue)],
        "notes": plain(programme.notes),
    }


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


def _fund(fund: Fund, catalogue: Catalogue) -> Json:
    return {
        "amount": {"kind": fund.amount.key, "text": amount_text(fund, catalogue), **plain(fund.amount)},
        "payer": "+".join(name for name, _ in fund.payers),
        "payers": dict(plain(fund.payers)),
        "pool": fund.pool,
        "claim": plain(fund.claim),
        "shares": plain(fund.shares),
    }


def amount_text(fund: Fund, catalogue: Catalogue) -> str:
    """Return what a fund pays, as a user reads it."""
    return fund.amount.text(catalogue.words)
