"""How much memory `tidu screen` takes for tables of different lengths, parquet and csv, and how fast it is; each in a process of its own.

Companies are made up: who they are, figures, declarations, titles as yes or no, all that the catalogue reads of the last four years. Aim:
the same peak whatever the length, within 15 percent from 1 to 4 million rows. Lengths by argument, e.g. `bench/long_tables.py 1000000
4000000`.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import polars as pl
from polars.io.plugins import register_io_source

from bench.screening import CHUNK, ON, column, table_types
from graph.loader import load_catalogue
from graph.model import Catalogue

LENGTHS = (120_000, 240_000)  # beyond those for which the gaps of all programmes are told
KINDS = (".parquet", ".csv")
PARTS = 1_000_000
COMMAND = "import sys; from api.cli import main; main(sys.argv[1:])"


def companies(rows: int, catalogue: Catalogue) -> Iterator[pl.DataFrame]:
    """Yield so many companies as a user's table has them: figures in their units, headings by id."""
    types = {name: kind for name, kind in table_types(catalogue).items() if _asked(name)}
    for start in range(0, rows, CHUNK):
        count = min(CHUNK, rows - start)
        made = pl.select(column(name, kind, start, count, catalogue).alias(name) for name, kind in types.items())
        units = [(pl.col(name) / PARTS).alias(name) for name, kind in types.items() if kind == pl.Int64()]
        lists = [pl.col(name).list.join("、") for name, kind in types.items() if kind == pl.List(pl.String)]
        named = pl.format("甲{}公司", pl.int_range(start, start + count)).alias("enterprise/name")
        yield made.with_columns(*units, *lists, named)


def _asked(name: str) -> bool:
    """Return whether a column can be filled in without regard to the others."""
    return name.startswith(("metrics/", "declarations/")) or name.endswith(("/held", "/region", "/manufacturer"))


def write(path: Path, rows: int, catalogue: Catalogue) -> None:
    """Write the table, a chunk in memory at a time."""
    if path.suffix == ".csv":
        with path.open("wb") as file:
            for place, chunk in enumerate(companies(rows, catalogue)):
                chunk.write_csv(file, include_header=place == 0)
        return
    first = next(companies(1, catalogue))
    register_io_source(lambda *_: companies(rows, catalogue), schema=first.schema).sink_parquet(path, row_group_size=CHUNK)


def measured(path: Path, out: Path) -> tuple[float, float, float]:
    """Return CPU-seconds, seconds and peak megabytes of screening a table against the whole catalogue."""
    call = [sys.executable, "-c", COMMAND, "screen", str(path), "--out", str(out), "--on", ON.isoformat()]
    start = time.perf_counter()
    with open(os.devnull, "w") as nowhere:
        _, status, used = os.wait4(subprocess.Popen(call, stdout=nowhere, stderr=nowhere).pid, 0)
    assert status == 0, path
    return used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024


def main(lengths: list[int]) -> None:
    catalogue = load_catalogue()
    for kind in KINDS:
        peaks = []
        for rows in lengths:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"table{kind}"
                write(path, rows, catalogue)
                cpu, wall, peak = measured(path, Path(folder) / "out.parquet")
            peaks.append(peak)
            print(f"{kind:9} {rows:9,} rows: {rows / cpu:,.0f} companies/CPU-s ({wall:.0f} s), peak {peak:,.0f} MB", flush=True)
        print(f"{kind:9} peak of the longest {peaks[-1] / peaks[0]:.2f} × that of the shortest")


if __name__ == "__main__":
    main([int(length) for length in sys.argv[1:]] or list(LENGTHS))
