"""Screening: all companies of a region against all programmes, or some; as a table."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from api.jobs.stored import Unread, day_asked, place_asked, stored_profiles
from api.jobs.work import Outcome, Work
from api.labels import STATE
from graph.model import Catalogue
from planner.assessment import Assessment, assess
from planner.profile import Profile
from planner.screening.rows import nearest

if TYPE_CHECKING:
    import polars as pl

MOST_TOLD = 100
ROWS = 20_000


def run_screening(work: Work) -> Outcome:
    """Screen the stored companies of a region."""
    from api.report_screening import HEADS, WIDTHS, words
    from api.tables.results import Heads, write_table

    on, place = day_asked(work), place_asked(work)
    wanted = work.parameters.get("programmes") or ()
    path = work.folder / f"result.{work.parameters['format']}"
    states: Counter[str] = Counter()
    companies: Counter[str] = Counter()
    unread: list[Unread] = []
    batches = _batches(work, on, wanted, states, companies, unread)
    rows = write_table(batches, path, Heads(HEADS, words(work.catalogue), WIDTHS, "筛查结果"))
    report = {
        "on": on.isoformat(),
        "region": place.id,
        "region_name": place.name,
        "companies": companies["judged"],
        "rows": rows,
        "states": {state: states[state] for state in STATE if states[state]},
        "unread": len(unread),
    }
    errors = [f"{one.name}（{one.uscc}）的档案按现行目录不能读取，未计入：{one.message}" for one in unread[:MOST_TOLD]]
    return Outcome(report, errors, path, f"筛查 {place.name} {on}{path.suffix}")


def _batches(
    work: Work, on: date, wanted: Sequence[str], states: Counter[str], companies: Counter[str], unread: list[Unread]
) -> "Iterator[pl.DataFrame]":
    """Yield the answers some companies at a time, counting on the way."""
    rows: list[dict[str, Any]] = []
    for profile in stored_profiles(work):
        if isinstance(profile, Unread):
            unread.append(profile)
            continue
        companies["judged"] += 1
        found = screened(profile, work.catalogue, on, wanted)
        states.update(row["state"] for row in found)
        rows += found
        if len(rows) >= ROWS:
            yield _frame(rows)
            rows = []
    yield _frame(rows)


def _frame(rows: list[dict[str, Any]]) -> "pl.DataFrame":
    import polars as pl

    from api.report_screening import HEADS

    kinds = {name: pl.Int64() if name in ("unmet", "unknown") else pl.Date() if name == "earliest" else pl.String() for name in HEADS}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def screened(profile: Profile, catalogue: Catalogue, on: date, wanted: Collection[str]) -> list[dict[str, Any]]:
    """Return where one company stands, a row for each programme; none wanted: all."""
    found = [answer for id in wanted for answer in assess(profile, catalogue, on, id)] if wanted else assess(profile, catalogue, on)
    return [_row(profile, answer) for answer in found]


def _row(profile: Profile, answer: Assessment) -> dict[str, Any]:
    gap = nearest(answer)
    return {
        "uscc": profile.identity.get("uscc"),
        "name": profile.name,
        "programme": answer.programme.id,
        "state": answer.state,
        "verdict": answer.verdict.value if answer.verdict else None,
        "unmet": len(answer.gaps),
        "unknown": len(answer.unknowns),
        "nearest_gap": gap.text if gap else None,
        "earliest": gap.earliest if gap else None,
    }
