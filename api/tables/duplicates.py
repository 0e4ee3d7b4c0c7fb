"""Companies that stand twice in a table, however long it is."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from api.tables.columns import NAME, USCC
from api.tables.faults import Fault
from api.tables.rules import plain_name
from api.tables.understanding import Understood

if TYPE_CHECKING:
    import polars as pl

MOST_NAMED = 10


def duplicates(rows: "pl.LazyFrame", about: Understood) -> Iterator[Fault]:
    """Yield where a code stands twice, or a name where one of those who bear it has no code.

    Parameters
    ----------
    rows : polars.LazyFrame
        The companies.
    about : Understood
        Their columns.

    Notes
    -----
    Exact: rows are told apart by hashes, which are held for all, and those whose hashes agree by what they say.
    """
    import polars as pl

    positions = {column.path: position for position, column in about.columns}
    paths = [path for path in (USCC, NAME) if path in positions]
    if not paths:
        return
    keys = {USCC: pl.col(USCC), NAME: pl.col(NAME).str.normalize("NFKC").str.replace_all(r"\s", "")}
    hashes = [pl.when(pl.col(path).is_not_null()).then(keys[path].hash()).alias(path) for path in paths]
    twice = pl.any_horizontal((pl.col(path).is_duplicated() & pl.col(path).is_not_null()) for path in paths)
    suspects = rows.select("row", *hashes).collect(engine="streaming").filter(twice)["row"]
    if suspects.is_empty():
        return
    found = rows.filter(pl.col("row").is_in(suspects.implode())).select("row", *paths).collect().sort("row")
    codes = found[USCC].to_list() if USCC in paths else [None] * found.height
    if USCC in paths:
        yield from _twice(found["row"].to_list(), codes, lambda places: True, about, positions[USCC])
    if NAME in paths:
        names = [name and plain_name(name) for name in found[NAME]]
        yield from _twice(
            found["row"].to_list(), names, lambda places: any(codes[place] is None for place in places), about, positions[NAME]
        )


def _twice(
    rows: list[int], keys: list[str | None], counts: Callable[[list[int]], bool], about: Understood, position: int
) -> Iterator[Fault]:
    seen: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        if key is not None:
            seen.setdefault(key, []).append(place)
    source = about.source
    for key, places in seen.items():
        if len(places) > 1 and counts(places):
            for place in places:
                others = "、".join(f"第 {rows[other]} 行" for other in places[:MOST_NAMED] if other != place)
                said = f"与{others}重复，一家企业只能有一行"
                yield Fault(source.place, rows[place], position, source.titles[position], key, said)
