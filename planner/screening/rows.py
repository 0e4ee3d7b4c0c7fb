"""The answers of a screening in batches, as rows of company and programme, with the nearest gap where it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from graph.model import Catalogue
from planner.assessment import STATES, Assessment, assess, assess_one
from planner.facts import CompanyFacts
from planner.gaps import Gap
from planner.profile import Profile
from planner.screening.compile import Screen
from planner.screening.frame import ROW, profile_of
from planner.screening.programme import VERDICTS

if TYPE_CHECKING:
    import polars as pl

NAMED = {"enterprise/uscc": "uscc", "enterprise/name": "name"}
KEYS = (ROW, *NAMED)
BATCH = 50_000


def batches(
    screen: Screen, table: "pl.LazyFrame", keys: Iterable[str] = KEYS, size: int = BATCH, progress: Callable[[int], None] | None = None
) -> "Iterator[pl.DataFrame]":
    """Yield the answers of `Screen.screen` in batches of about `size` rows, in the order of the table.

    Parameters
    ----------
    screen : Screen
        The compiled catalogue.
    table : polars.LazyFrame
        A company frame, in memory or scanned from a file.
    keys : iterable of str
        Columns carried along; those that the table lacks are null.
    size : int
        Rows of a batch.
    progress : callable, optional
        Told after each batch how many rows are done.

    Notes
    -----
    Memory is that of a few batches, however long the table is.
    """
    import polars as pl

    there = set(table.collect_schema().names())
    blank = [pl.lit(None, pl.String).alias(key) for key in keys if key not in there]
    done = 0
    for batch in screen.screen(table.with_columns(blank), keys).collect_batches(chunk_size=size, maintain_order=True, engine="streaming"):
        yield batch
        done += batch.height
        if progress is not None:
            progress(done)


def assessed(profiles: Iterable[tuple[int, Profile]], screen: Screen, catalogue: Catalogue) -> "pl.DataFrame":
    """Return the same answers for profiles that a frame cannot hold, each judged by itself; with their rows.

    Columns are those of a batch with the keys of KEYS.
    """
    import polars as pl

    rows = [
        {ROW: row, "enterprise/uscc": profile.identity.get("uscc"), "enterprise/name": profile.name, **_answers(profile, screen, catalogue)}
        for row, profile in profiles
    ]
    types = {"state": pl.UInt8(), "verdict": pl.UInt8(), "unmet": pl.UInt16(), "unknown": pl.UInt16()}
    columns = {f"{id}/{answer}": dtype for id in screen.programmes for answer, dtype in types.items()}
    return pl.DataFrame(rows, schema={ROW: pl.UInt32(), **dict.fromkeys(NAMED, pl.String()), **columns}, orient="row")


def _answers(profile: Profile, screen: Screen, catalogue: Catalogue) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for one in assess(profile, catalogue, screen.on, screen.programmes[0] if len(screen.programmes) == 1 else None):
        verdict = None if one.verdict is None else VERDICTS.index(one.verdict)
        values = (STATES.index(one.state), verdict, len(one.gaps), len(one.unknowns))
        found |= {f"{one.programme.id}/{name}": value for name, value in zip(("state", "verdict", "unmet", "unknown"), values, strict=True)}
    return found


def long(batch: "pl.DataFrame", screen: Screen) -> "pl.DataFrame":
    """Return a batch as one row per company and programme.

    Columns: `row`, `uscc`, `name`, `programme`, `state`, `verdict` (null for out_of_scope and closed), `unmet`, `unknown`; companies in the
    order of the batch, programmes in that of the catalogue; programme, state and verdict are enumerations.
    """
    import polars as pl

    programmes, states, verdicts = (pl.Enum(names) for names in (screen.programmes, STATES, [one.value for one in VERDICTS]))
    parts = []
    for place, id in enumerate(screen.programmes):
        parts.append(
            batch.select(
                pl.col(ROW),
                *(pl.col(key).alias(name) for key, name in NAMED.items()),
                pl.lit(id, programmes).alias("programme"),
                pl.col(f"{id}/state").cat.to(states).alias("state"),
                pl.col(f"{id}/verdict").cat.to(verdicts).alias("verdict"),
                pl.col(f"{id}/unmet").alias("unmet"),
                pl.col(f"{id}/unknown").alias("unknown"),
                (pl.int_range(pl.len()) * len(screen.programmes) + place).alias("order"),
            )
        )
    return pl.concat(parts).sort("order").drop("order")


def with_nearest(
    rows: "pl.DataFrame", asked: "pl.DataFrame", companies: Mapping[int, Profile], catalogue: Catalogue, on: date
) -> "pl.DataFrame":
    """Return long rows with `nearest_gap` and `earliest`: filled where they are asked for, null elsewhere.

    Parameters
    ----------
    rows : polars.DataFrame
        What `long` returns.
    asked : polars.DataFrame
        Those of the rows whose gaps are asked for; each is judged anew by the one-company evaluator.
    companies : mapping
        Profiles by row, of all companies in `asked`.
    """
    import polars as pl

    found = []
    facts = {row: CompanyFacts(profile, catalogue, on, on) for row, profile in companies.items()}
    for row, programme in asked.select(ROW, "programme").iter_rows():
        gap = nearest(assess_one(catalogue.programmes[programme], facts[row]))
        if gap is not None:
            found.append({ROW: row, "programme": programme, "nearest_gap": gap.text, "earliest": gap.earliest})
    schema = {ROW: pl.UInt32(), "programme": rows.schema["programme"], "nearest_gap": pl.String(), "earliest": pl.Date()}
    return rows.join(pl.DataFrame(found, schema=schema, orient="row"), on=[ROW, "programme"], how="left", maintain_order="left")


def profiles_of(table: "pl.DataFrame", catalogue: Catalogue) -> dict[int, Profile]:
    """Return the profiles of some rows of a frame, by row."""
    names = [name for name in table.columns if table[name].null_count() < table.height]
    rows: Iterator[dict[str, Any]] = table.select(names).iter_rows(named=True)
    return {row[ROW]: profile_of(row, catalogue) for row in rows}


def nearest(assessment: Assessment) -> Gap | None:
    """Return the gap that can be met earliest; of several the one that falls short least, relative to what is needed; then by clause."""
    return min(assessment.gaps, key=_distance, default=None)


def _distance(gap: Gap) -> tuple[date, Fraction]:
    relative = abs(gap.short / gap.need) if gap.need else Fraction(0)
    return gap.earliest or date.max, relative
