"""Answers to the next question, put into the values of a profile where they belong. What does not fit, the profile's reader refuses."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from api.answers_advice import doubtful_titles, subject_name
from api.profile_text import Fault, Faulty
from graph.facts import Ask
from graph.model import Catalogue
from graph.vocabulary import PROFILES
from planner.profile import Profile, Subject
from planner.questions import Question

Form = MultiDict[str, str]
Values = dict[str, Any]
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,20})?")
TRUTH = {"true": True, "false": False}
NONE = "无"


@dataclass(frozen=True)
class Handle:
    """Which unknown: of the company (`subject` empty) or one of its products."""

    ask: Ask
    subject: str = ""

    @property
    def key(self) -> str:
        """The name of the unknown in forms."""
        whose = f":{self.subject}" if self.subject else ""
        return f"{self.ask.kind}:{self.ask.id}:{self.ask.year or ''}{whose}"

    def named(self, part: str) -> str:
        """Return the name in forms of a part of the answer."""
        return f"{part}:{self.subject}" if self.subject else part


def handle_of(key: str) -> Handle | None:
    """Return the unknown that a form names."""
    kind, id, year, subject = (*key.split(":", 3), "", "", "")[:4]
    return Handle(Ask(id, kind, int(year) if len(year) == 4 and year.isdecimal() else None), subject) if kind in _FILLERS else None


def replies(question: Question, profile: Profile) -> dict[Handle, str]:
    """Return what is to be answered one by one, with the name of the product that it is about; a question about products: one for each."""
    first = question.asks[0]
    about: list[str | None] = [title.subject for title in doubtful_titles(question, profile)]
    if first.kind != "title" and question.products:
        about += question.products[0]
    names = {one.id: subject_name(one) for one in profile.subjects}
    return {Handle(first, id or ""): names.get(id or "", "") for id in about or [""]}


def title_choices(question: Question, profile: Profile, catalogue: Catalogue) -> dict[str, str]:
    """Return the titles that may have to be added, by what the form says of them: the honor and the product that holds it."""
    whose = question.products or ((),) * len(question.asks)
    found: dict[str, str] = {}
    for ask, ids in zip(question.asks, whose, strict=True):
        for one in _holders(ask.id, ids, profile, catalogue):
            name = catalogue.words.names[ask.id]
            found |= {f"{ask.id}:{one.id}": f"{name}（{subject_name(one)}）"} if one else {ask.id: name}
    return found


def _holders(honor: str, ids: tuple[str, ...], profile: Profile, catalogue: Catalogue) -> Iterator[Subject | None]:
    """Yield who may hold a title: the products asked about; else the company, where it can, and those of its products that can."""
    holders = catalogue.programmes[honor].holders
    able = [one for one in profile.subjects if (one.id in ids if ids else one.kind in holders)]
    if not able or (not ids and profile.holder in holders):
        yield None
    yield from able


def answered(values: Values, form: Form, catalogue: Catalogue) -> Values:
    """Return the values of a profile with the answers of a form put in; as they were where the form answers nothing.

    Each `ask` names an unknown, `reply` is the answer; of events and titles the parts come under `event-…` and `title-…`. What is
    answered about a product has its id after the name of the part, such as `reply:x1`.

    Raises
    ------
    Faulty
        If the profile has no such product.
    """
    handles = [handle for key in form.getlist("ask") if (handle := handle_of(key))]
    filled = copy.deepcopy(values)
    for handle in handles:
        _FILLERS[handle.ask.kind](filled, handle, _of(handle, form), catalogue)
    return filled


def _of(handle: Handle, form: Form) -> Form:
    """Return what a form says of one unknown, without the product in its names."""
    parts = ((name.partition(":"), said) for name, said in form.items(multi=True))
    return MultiDict([(part, said) for (part, _, subject), said in parts if subject == handle.subject])


def _owner(values: Values, handle: Handle) -> Values:
    """Return what bears the figures and declarations that are asked about: the whole profile, or one of its products."""
    if not handle.subject:
        return values
    for one in values.get("subjects", []):
        if one["id"] == handle.subject:
            return one
    raise Faulty([Fault("产品", "", f"档案中没有编号为“{handle.subject}”的产品，请按现在的问题重新回答")])


def _metric(values: Values, handle: Handle, form: Form, catalogue: Catalogue) -> None:
    if not form.get("reply", "").strip():
        return
    ask, metrics = handle.ask, _owner(values, handle).setdefault("metrics", {})
    value = _number(form["reply"])
    if ask.year is None:
        metrics[ask.id] = value
    else:  # from now on a product has years of its own: those that it had of the company go with it
        known = metrics.get(ask.id, values.get("metrics", {}).get(ask.id))
        metrics[ask.id] = {**(known or {}), str(ask.year): value}


def _number(text: str) -> Decimal | int | str:
    """Return a number exactly; whatever else was written stays as it is."""
    said = text.strip().replace(",", "")
    if not NUMBER.fullmatch(said):
        return text.strip()
    return Decimal(said) if "." in said else int(said)


def _declaration(values: Values, handle: Handle, form: Form, catalogue: Catalogue) -> None:
    if form.get("reply") in TRUTH:
        _owner(values, handle).setdefault("declarations", {})[handle.ask.id] = TRUTH[form["reply"]]


def _field(values: Values, handle: Handle, form: Form, catalogue: Catalogue) -> None:
    ask = handle.ask
    field = catalogue.words.fields.get(ask.id)
    said = [text.strip() for text in form.getlist("reply") if text.strip()]
    if field is None or not said:
        return
    holder = next(name for name in PROFILES if values.get(name))
    if field.type in ("choices", "texts"):
        values[holder][ask.id] = [] if NONE in said else [part for text in said for part in re.split(r"[、，,\s]+", text) if part]
    else:
        values[holder][ask.id] = TRUTH.get(said[0], said[0])


def _event(values: Values, handle: Handle, form: Form, catalogue: Catalogue) -> None:
    """Add an event, say that there are no others, or complete the one that lacks something."""
    told = _parts(form, "event")
    if form.get("reply") == "none":
        values["events_complete"] = True
    elif form.get("reply") == "one" and told:
        values.setdefault("events", []).append(told)
    elif form.get("reply") == "more":
        _complete((one for one in values.get("events", []) if one.get("kind") == handle.ask.id), told)


def _title(values: Values, handle: Handle, form: Form, catalogue: Catalogue) -> None:
    """Add a title, say that there are no others, or complete the one that may have lapsed."""
    told = _parts(form, "title")
    if form.get("reply") == "none":
        values["titles_complete"] = True
    elif form.get("reply") == "one" and told:
        honor, _, subject = told.pop("honor", "").partition(":")
        values.setdefault("titles", []).append(({"honor": honor} if honor else {}) | told | ({"subject": subject} if subject else {}))
    elif form.get("reply") == "more":
        listed = (one for one in values.get("titles", []) if one.get("honor") == handle.ask.id)
        _complete((one for one in listed if (one.get("subject") or "") == handle.subject), told)


def _parts(form: Form, section: str) -> Values:
    lead = f"{section}-"
    found = {key.removeprefix(lead): value.strip() for key, value in form.items() if key.startswith(lead) and value.strip()}
    return {key: int(value) if key == "rank" and value.isdigit() else value for key, value in found.items()}


def _complete(entries: Iterator[Values], told: Values) -> None:
    """Complete the first of some entries."""
    entry = next(entries, None)
    if entry is not None:
        entry.update(told)


_FILLERS: Mapping[str, Callable[[Values, Handle, Form, Catalogue], None]] = {
    "metric": _metric,
    "declaration": _declaration,
    "field": _field,
    "event": _event,
    "title": _title,
}
