"""The companies of a region as a file: a workbook, or csv that a spreadsheet program opens with its Chinese intact."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from api.answers import plain
from api.bureau.companies import Filters, highest_of, listed, total
from api.bureau.judging import FEN, Judge
from api.bureau.order import BEGINNING, Order, Place
from api.errors import Refused
from api.storage.tables import Enterprise, Judgement
from api.tables.results import Heads, write_table

if TYPE_CHECKING:
    import polars as pl

FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
MOST, BATCH = 30_000, 2000
MARK = b"\xef\xbb\xbf"  # says that the text is UTF-8
WIDTHS = {"企业名称": 34, "统一社会信用代码": 22, "最高梯级": 40}


def companies_file(session: Session, filters: Filters, sort: str, judge: Judge, folder: str, kind: str) -> Path:
    """Write the companies that pass, in their order, and return the file.

    Raises
    ------
    Refused
        Where there are too many.
    """
    passing, _ = total(session, filters)
    if passing > MOST:
        raise Refused("invalid", f"符合的企业超过 {MOST:,} 家，一次最多下载这么多，请先筛选")
    path = Path(folder) / f"companies.{kind}"
    write_table(_batches(session, filters, sort, judge), path, Heads(widths=WIDTHS, sheet="企业"))
    if kind == "csv":
        path.write_bytes(MARK + path.read_bytes())
    return path


def _batches(session: Session, filters: Filters, sort: str, judge: Judge) -> "Iterator[pl.DataFrame]":
    """Yield the companies by so many, at least one table that may be empty."""
    import polars as pl

    places = {place.code: place.name for place in judge.catalogue.regions.values()}
    order, place, part = Order(sort), BEGINNING, None
    while part is None or len(part) == BATCH:
        part = listed(session, filters, order, BATCH, place)
        top = highest_of(session, [enterprise.id for enterprise, _ in part], judge.rungs)
        yield pl.DataFrame([_row(one, judgement, top, places, judge) for one, judgement in part], schema=_schema(), orient="row")
        place = Place(mark=order.mark(*part[-1])) if part else place


def _schema() -> "dict[str, Any]":
    import polars as pl

    texts = ("企业名称", "统一社会信用代码", "登记地", "最高梯级")
    counts = ("已持有", "可申报", "差一点")
    figures = {"未申领资金（万元）": pl.Float64, "档案版本": pl.Int64, "判定日": pl.Date}
    return {**dict.fromkeys(texts, pl.String), **dict.fromkeys(counts, pl.Int64), **figures}


def _row(
    one: Enterprise, found: Judgement | None, top: Mapping[str, list[str]], places: Mapping[str | None, str], judge: Judge
) -> tuple[Any, ...]:
    names = "、".join(judge.catalogue.words.names[id] for id in top.get(one.id, ()) if id in judge.catalogue.words.names)
    about = (one.name, one.uscc, places.get(one.region, one.region), names or None)
    if found is None:
        return (*about, *(None,) * 6)
    return (*about, found.held, found.eligible, found.near, plain(Fraction(found.unclaimed, FEN)), found.profile_version, found.judged_on)
