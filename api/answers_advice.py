"""The next question and the least change as plain dicts, ready for JSON."""

from datetime import date

from api.answers import Json, ask_answer, gap_answer, plain, question, year_only
from api.answers_plan import cause_clause, cause_text
from graph.facts import Ask
from graph.model import Catalogue
from graph.requirement import SUBJECTS
from planner.improvements import Improvement
from planner.path.causes import Cause
from planner.profile import Profile, Subject, Title
from planner.questions import Question
from planner.unlocking import Choice, Unlock


def question_answer(found: Question, profile: Profile, catalogue: Catalogue, on: date) -> Json:
    """Return the next question; null where everything is decided."""
    asked = _question(found, profile, catalogue) if found.asks else None
    return {"on": plain(on), "catalogue_version": catalogue.version, "question": asked, "open": found.open}


def _question(found: Question, profile: Profile, catalogue: Catalogue) -> Json:
    first = found.asks[0]
    year = {"year": first.year} if first.year is not None else {}
    return {
        "id": "+".join(ask.id for ask in found.asks),
        "kind": first.kind,
        **year,
        "text": wording(found, profile, catalogue),
        "unit": unit(first, catalogue),
        "evidence": evidence(first, catalogue),
        "decides": list(found.decides),
        **({"subjects": list(dict.fromkeys(id for ids in found.products for id in ids))} if found.products else {}),
    }


def wording(found: Question, profile: Profile, catalogue: Catalogue) -> str:
    """Return what is asked together as one question; of products that alone it is about, which."""
    first, words = found.asks[0], catalogue.words
    if first.kind == "event":
        names = "、".join(words.events[ask.id].name for ask in found.asks)
        return f"{names}：请补充等级或所涉称号" if profile.events_complete else f"有无下列否决事项：{names}？"
    whose = [_whose(ids, profile) for ids in found.products or ((),) * len(found.asks)]
    if first.kind == "title":
        names = "、".join(f"{words.names[ask.id]}{of}" for ask, of in zip(found.asks, whose, strict=True))
        if doubtful_titles(found, profile):
            return f"{names}：是否仍然有效？请补充获评、到期日期或排名"
        return f"除档案所列外，是否还持有下列称号：{names}？"
    choices = words.fields[first.id].choices if first.kind == "field" else {}
    return whose[0] + question(first, catalogue) + (f"（{'、'.join(choices.values())}）" if choices else "")


def _whose(ids: tuple[str, ...], profile: Profile) -> str:
    """Return the products that an unknown is about, in brackets."""
    named = [subject_name(one) for one in profile.subjects if one.id in ids]
    return f"（{'、'.join(named)}）" if named else ""


def subject_name(subject: Subject) -> str:
    """Return what a product (project, …) is called."""
    return f"{SUBJECTS[subject.kind]}“{subject.name}”"


def doubtful_titles(found: Question, profile: Profile) -> tuple[Title, ...]:
    """Return the listed titles of which it is asked whether they still stand: the company's, and those of the products asked about."""
    if len(found.asks) != 1 or found.asks[0].kind != "title":
        return ()
    about = (None, *found.products[0]) if found.products else (None, *(one.id for one in profile.subjects))
    return tuple(title for title in profile.titles if title.honor == found.asks[0].id and title.subject in about)


def unit(ask: Ask, catalogue: Catalogue) -> str | None:
    """Return the unit of what is asked, where it has one."""
    return (catalogue.words.metrics[ask.id].unit or None) if ask.kind == "metric" else None


def evidence(ask: Ask, catalogue: Catalogue) -> str | None:
    """Return what proves the answer, as far as the catalogue says it."""
    words = catalogue.words
    if ask.kind == "metric":
        return words.metrics[ask.id].evidence or None
    return (words.declarations[ask.id].evidence or None) if ask.kind == "declaration" else None


def unlock_answer(found: Unlock, catalogue: Catalogue, on: date) -> Json:
    """Return the least change; what must be answered stands apart from what must be done."""
    best = found.best
    window = found.window
    days = {name: plain(getattr(window, name)) for name in ("opens", "closes", "result")} if window else None
    return {
        "on": plain(on),
        "catalogue_version": catalogue.version,
        "programme": found.programme,
        "round": {**days, "assumed": year_only(window)} if days else None,
        "changes": _gaps(best, catalogue) if best else [],
        "unknowns": _asks(best, catalogue) if best else [],
        "alternatives": [_gaps(choice, catalogue) for choice in found.alternatives],
        "alternatives_unknowns": [_asks(choice, catalogue) for choice in found.alternatives],
        "also_opens": list(found.also_opens),
        "causes": [_cause(cause, catalogue) for cause in found.causes],
    }


def improvements_answer(found: tuple[Improvement, ...], catalogue: Catalogue, on: date) -> Json:
    """Return the single changes that open most; `subject` where it is a product's own."""
    told = [
        {
            "change": gap_answer(one.gap, catalogue),
            "opens": list(one.opens),
            **({"subject": one.subject} if one.subject else {}),
        }
        for one in found
    ]
    return {"on": plain(on), "catalogue_version": catalogue.version, "improvements": told}


def _gaps(choice: Choice, catalogue: Catalogue) -> list[Json]:
    return [gap_answer(gap, catalogue) for gap in choice.gaps]


def _asks(choice: Choice, catalogue: Catalogue) -> list[Json]:
    return [ask_answer(ask, catalogue) for ask in choice.unknowns]


def _cause(cause: Cause, catalogue: Catalogue) -> Json:
    return {
        "kind": cause.kind,
        "honor": cause.honor,
        "criterion": cause.rule.terms.id if cause.rule else None,
        "text": reason(cause, catalogue),
        "clause": plain(cause_clause(cause, catalogue)),
    }


def reason(cause: Cause, catalogue: Catalogue) -> str:
    """Return why there is nothing to change, or nothing that helps."""
    said = {"held": "已持有", "eligible": "下一批次按沿用数据已达到基本条件", "unknown": "没有已知差距，只待确认信息"}.get(cause.kind)
    return f"{catalogue.words.names[cause.honor]} {said}" if said else cause_text(cause, catalogue)
