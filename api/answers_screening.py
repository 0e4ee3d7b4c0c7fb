"""What a screening found as JSON: how many companies are in which state of each programme."""

from pathlib import Path

from api.answers import Json
from api.screening import Screening
from planner.assessment import STATES


def screening_answer(found: Screening, rows: int, out: Path) -> Json:
    """Return the counts, and where the rows are."""
    ids = [found.programme] if found.programme else [*found.catalogue.programmes]
    programmes = [
        {
            "programme": id,
            "name": found.catalogue.programmes[id].name,
            "states": {state: found.counts[id, state] for state in STATES if found.counts[id, state]},
        }
        for id in ids
    ]
    return {
        "on": found.on.isoformat(),
        "catalogue_version": found.catalogue.version,
        "companies": found.table.height,
        "rows": rows,
        "file": str(out),
        "programmes": programmes,
    }
