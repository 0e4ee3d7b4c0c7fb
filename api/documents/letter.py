"""The letter to one company: what it can apply for, what is missing, by when, whom to ask."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from api.answers import year_only
from api.answers_programmes import contacts
from api.citations import Citations, Row
from api.documents.looks import LABEL, PART, PLAIN, PORTRAIT_WIDTH, SENT, SMALL, TITLE
from api.documents.package import plain
from api.documents.word import Line, drawn_table, line, paragraphs, texts_row
from api.labels import STATE, STATE_HINT, YEAR_ONLY
from api.phrases import first_gap, payable, questions, round_text, state_clause, state_text
from api.phrases_programmes import contact_text
from api.wording import told
from graph.model import Catalogue, Deadline, Programme
from planner.agenda import RELAYED
from planner.assessment import Assessment
from planner.awards import awards
from planner.profile import Profile

ORDER = ("eligible", "near", "unknown", "held", "far", "barred", "closed", "out_of_scope")
AHEAD = ("eligible", "near", "unknown", "far")
CAUSED = ("near", "unknown", "far", "barred")
STANDINGS, STANDING_SHARES = ("事项", "现状", "下一批次", "依据"), (3.2, 5.2, 3.4, 3.4)
GAPS, GAP_SHARES = ("条件", "现状和差距", "依据"), (5.6, 5.6, 4)
ORDINALS = "一二三四五六七八九"
OPENING = "以{on.year}年{on.month}月{on.day}日为准，按企业档案的数据对照政策条文逐条核对，结果告知如下。“{state}”指{hint}。"
NO_DESK = "目录未载所在市负责的科室，请向所在市的工业和信息化主管部门咨询"
CLOSING = "本函依据企业档案的数据出具，不代替主管部门的审核和评审。"
HEIGHT = 8  # mm


@dataclass(frozen=True)
class Table:
    """A table under heads, its columns by their shares of the width."""

    heads: Row
    shares: Sequence[float]
    rows: Sequence[Row]


Block = Line | Table


@dataclass(frozen=True)
class _Matter:
    """What a letter is about."""

    profile: Profile
    results: tuple[Assessment, ...]
    catalogue: Catalogue
    on: date
    citations: Citations


def letter(profile: Profile, results: Iterable[Assessment], catalogue: Catalogue, on: date) -> bytes:
    """Return the letter to one company, as Word.

    Parameters
    ----------
    profile : Profile
        The company.
    results : iterable of Assessment
        What the letter is about: one programme that a notice announced, or those that staff chose.
    on : datetime.date
        The day of judgement.

    Notes
    -----
    Desks are those of the places in which the company lies: another city's are never named.
    """
    ordered = tuple(sorted(results, key=lambda one: ORDER.index(one.state)))
    matter = _Matter(profile, ordered, catalogue, on, Citations(catalogue))
    text = [paragraphs((line(_title(matter), TITLE), line(f"{profile.name}：", PLAIN), line(_opening(matter))))]
    numbered = zip(ORDINALS, ((head, blocks) for head, blocks in _sections(matter) if blocks), strict=False)
    for number, (head, blocks) in numbered:
        text += (paragraphs([line(f"{number}、{head}", PART)]), *map(_laid, blocks))
    sources = matter.citations.sources()
    end = (*([line(f"依据：{sources}", SMALL)] if sources else []), line(""), line(CLOSING), line(""))
    return plain().around((*text, paragraphs((*end, line("（印章）", SENT), line("年    月    日", SENT)))))


def _laid(block: Block) -> str:
    if isinstance(block, Line):
        return paragraphs([block])
    edges = list(accumulate(PORTRAIT_WIDTH * share / sum(block.shares) for share in block.shares))
    rows = (texts_row(row, height=HEIGHT) for row in block.rows)
    return drawn_table(edges, (texts_row(block.heads, LABEL, HEIGHT, head=True), *rows))


def _title(matter: _Matter) -> str:
    return f"关于{matter.results[0].programme.name}申报条件的告知函" if len(matter.results) == 1 else "关于有关事项申报条件的告知函"


def _opening(matter: _Matter) -> str:
    return OPENING.format(on=matter.on, state=STATE["eligible"], hint=STATE_HINT["eligible"])


def _sections(matter: _Matter) -> Iterator[tuple[str, list[Block]]]:
    yield "现状", _standings(matter)
    yield "还缺什么", _gaps(matter)
    yield "待确认的信息", _unknowns(matter)
    yield "期限", _days(matter)
    yield "联系科室", _desks(matter)


def _standings(matter: _Matter) -> list[Block]:
    paying = payable(awards(matter.profile, matter.catalogue, matter.on)) if _about_funds(matter) else frozenset()
    rows = [_standing(result, matter, paying) for result in matter.results]
    return [Table(STANDINGS, STANDING_SHARES, rows)] if rows else []


def _about_funds(matter: _Matter) -> bool:
    return any(result.programme.fund for result in matter.results)


def _standing(result: Assessment, matter: _Matter, paying: frozenset[str]) -> Row:
    first = first_gap(result)
    said = state_text(result, matter.profile, matter.catalogue, matter.on, paying)
    hint = f"（{STATE_HINT[result.state]}）" if result.state == "eligible" else ""
    clause = matter.citations.cite(state_clause(result), first.certainty if first else "primary")
    return (result.programme.name, f"{STATE[result.state]}{hint}：{said}", round_text(result.round), clause)


def _gaps(matter: _Matter) -> list[Block]:
    """Return a table of gaps for each programme, under its name where there are several."""
    blocks: list[Block] = []
    for result in matter.results:
        if result.gaps and result.state in CAUSED:
            rows = [row for gap in result.gaps for row in matter.citations.gap_rows(gap, matter.on.year, matter.on.year)]
            blocks += [line(result.programme.name, keeps=True)] if len(matter.results) > 1 else []
            blocks.append(Table(GAPS, GAP_SHARES, rows))
    return blocks


def _unknowns(matter: _Matter) -> list[Block]:
    asks = dict.fromkeys(ask for result in matter.results if result.state in CAUSED for ask in result.unknowns)
    return [line(f"{number}. {text}") for number, text in enumerate(questions(asks, matter.catalogue), 1)]


def _days(matter: _Matter) -> list[Block]:
    """Return when one can apply, and the days that somebody must keep."""
    open_to_it = [result for result in matter.results if result.state in AHEAD]
    blocks: list[Block] = [line(text) for result in open_to_it for text in _limits(result, matter)]
    if any(result.round and year_only(result.round.next) for result in open_to_it):
        blocks.append(line(f"{YEAR_ONLY}。", SMALL))
    return blocks


def _limits(result: Assessment, matter: _Matter) -> Iterator[str]:
    name = f"{result.programme.name}：" if len(matter.results) > 1 else ""
    yield f"{name}下一批次 {round_text(result.round)}。"
    for deadline in result.programme.round.deadlines if result.programme.round else ():
        if deadline.by >= matter.on:
            yield f"{name}{_deadline(deadline, matter)}。"


def _deadline(deadline: Deadline, matter: _Matter) -> str:
    relayed = "" if deadline.actor == "enterprise" else f"，{RELAYED}"
    return f"{told(deadline, matter.catalogue)}（{matter.citations.cite(deadline.clause)}）{relayed}"


def _desks(matter: _Matter) -> list[Block]:
    """Return whom to ask: each desk once, with what it answers for where there is more."""
    asked: dict[str, list[str]] = {}
    for result in matter.results:
        for desk in _desks_of(result.programme, matter):
            asked.setdefault(desk, []).append(result.programme.name)
    named = {desk: f"（{'、'.join(names)}）" if len(matter.results) > 1 else "" for desk, names in asked.items()}
    return [line(f"{desk}{names}。") for desk, names in named.items()]


def _desks_of(programme: Programme, matter: _Matter) -> list[str]:
    """Return the desks of the places in which the company lies, the nearest first; said where its city's is not known."""
    above = matter.catalogue.jurisdictions(matter.profile.region)
    own = [(office, desk) for office, desk in contacts(programme, matter.catalogue) if desk["jurisdiction"] in above]
    own.sort(key=lambda pair: above.index(pair[1]["jurisdiction"]))
    local = any(desk["jurisdiction"] in above[:-2] for _, desk in own)
    return [*([] if local else [NO_DESK]), *(contact_text(office, desk, matter.catalogue) for office, desk in own)]
