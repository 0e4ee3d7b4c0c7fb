"""The agenda to read: month by month, then what has a year alone, then what has no day."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from api.phrases import entry_day, entry_period, entry_text
from api.report import CLAUSE, Page, Row
from graph.model import Catalogue
from planner.agenda import Agenda, Entry
from planner.profile import Profile

NAME = 40
WIDTHS = (5, NAME, 0, CLAUSE)
STYLES = ("", "", "", "dim")


def show_agenda(found: Agenda, profile: Profile, catalogue: Catalogue) -> None:
    """Print what comes up."""
    page = Page(catalogue, found.on)
    page.line(f"{profile.name}　{found.on} 起 {found.months} 个月的日程", style="bold")
    if not found.entries:
        page.line("这段时间内没有已知日期的事项。")
    for title, entries in groupby(found.entries, key=entry_period):
        _block(title, list(entries), page)
    if found.undated:
        _block("没有固定日期", found.undated, page)
    _remarks(found, page)
    page.sources()


def _block(title: str, entries: Sequence[Entry], page: Page) -> None:
    page.line()
    page.line(title, style="bold")
    rounds = [entry for entry in entries if entry.kind == "round"]
    others = [entry for entry in entries if entry.kind != "round"]
    if others:
        page.grid([_row(entry, page) for entry in others], WIDTHS, styles=STYLES)
    for text in dict.fromkeys(entry.text for entry in rounds):
        names = "、".join(page.catalogue.words.names[entry.programme] for entry in rounds if entry.text == text)
        page.item("·", f"{text}：{names}")


def _row(entry: Entry, page: Page) -> Row:
    return (entry_day(entry), page.catalogue.words.names[entry.programme], entry_text(entry), page.cite(entry.clause))


def _remarks(found: Agenda, page: Page) -> None:
    def some(kinds: Iterable[str]) -> bool:
        return any(entry.assumed and entry.kind in kinds for entry in found.entries)

    page.line()
    assumed = [page.catalogue.defaults.round_text] if some(("round", "result")) else []
    assumed += [page.catalogue.defaults.claim_text] if some(("claim",)) else []
    if assumed:
        page.item("假设", "；".join(assumed), style="dim")
