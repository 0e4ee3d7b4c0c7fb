"""Screening many companies: rate, peak memory, and how that stands to judging one by one, to reading the file, to the memory itself.

Each size runs in a process of its own over a parquet file of generated companies that fill in all that the catalogue reads. Aim: at least
200 times the companies per CPU-second of the one-company evaluator; end to end at most 3 times reading and decoding; the same peak memory
whatever the size; compiled in a second. Sizes by argument, e.g. `bench/screening.py 10000 1000000 4000000`.

With `--spark` (after `make cluster`): the same table to the same csv by one process and by Spark on local[2], gaps apart; CPU-seconds are
those of the process and of all that it started (Java, workers), start included.
"""

import filecmp
import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # else `api` is the bench of that name

import polars as pl

from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import assess
from planner.screening.compile import Screen, compile_catalogue
from planner.screening.frame import ROW, columns_of
from planner.screening.rows import batches, profiles_of

ON = date(2026, 11, 21)
SIZES = (10_000, 100_000)
CHUNK = 50_000
FIRST_YEAR = 2023
JUDGED = 60
REGIONS = pl.Series(["410421", "410400", "410471", "410100", "419001", "110000"])


def table_types(catalogue: Catalogue) -> dict[str, pl.DataType]:
    """Return the columns that the catalogue reads, of the last four years."""
    read = {*compile_catalogue(catalogue, ON).columns, ROW, "enterprise/uscc"}
    found = {name: dtype for name, dtype in columns_of(catalogue, ON).items() if name in read}
    return {name: dtype for name, dtype in found.items() if not _is_old(name)}


def _is_old(name: str) -> bool:
    year = name.rpartition("/")[2]
    return name.startswith("metrics/") and year.isdigit() and int(year) < FIRST_YEAR


def write(folder: Path, catalogue: Catalogue, rows: int) -> None:
    """Write so many generated companies, in files of a chunk each; the same for the same row, whatever the size."""
    types = table_types(catalogue)
    for start in range(0, rows, CHUNK):
        count = min(CHUNK, rows - start)
        generated = [column(name, dtype, start, count, catalogue).alias(name) for name, dtype in types.items()]
        pl.select(generated).write_parquet(folder / f"{start:09}.parquet")


def column(name: str, dtype: pl.DataType, start: int, count: int, catalogue: Catalogue) -> pl.Expr:
    seed = zlib.crc32(name.encode())
    place = pl.int_range(start + 1, start + count + 1)
    drawn, filled = place.hash(seed), place.hash(seed + 1) % 100
    if name == ROW:
        return place.cast(pl.UInt32)
    if name == "enterprise/uscc":
        return pl.format("9141{}", place.cast(pl.String).str.zfill(14))
    if name == "enterprise/region":
        return pl.lit(REGIONS).gather(drawn % len(REGIONS))
    if dtype == pl.Boolean():
        return _truth(name, drawn, filled)
    if dtype == pl.Date():
        first = date(2020, 1, 1) if name.startswith(("events/", "titles/")) else date(2000, 1, 1)
        share = 3 if name.startswith("events/") else 60
        return pl.when(filled < share).then((pl.lit(first) + pl.duration(days=(drawn % 2500).cast(pl.Int64))).cast(pl.Date))
    if dtype == pl.Int64():
        return pl.when(filled < 70).then((drawn % 10 ** (1 + seed % 6)).cast(pl.Int64) * 1_000_000)
    return _choice(name, dtype, drawn, filled, catalogue)


def _truth(name: str, drawn: pl.Expr, filled: pl.Expr) -> pl.Expr:
    if name.startswith("titles/"):
        return drawn % 100 < 4
    return pl.when(filled < 90).then(drawn % 100 < 92)


def _choice(name: str, dtype: pl.DataType, drawn: pl.Expr, filled: pl.Expr, catalogue: Catalogue) -> pl.Expr:
    field = catalogue.words.fields.get(name.split("/")[1])
    events = ["general", "larger", "major"] if name.endswith("severity") else ["sme-specialized"]
    words = [*field.choices] or ["甲"] if field else events
    word = pl.lit(pl.Series(words)).gather(drawn % len(words))
    return pl.when(filled < 90).then(pl.concat_list(word) if dtype == pl.List(pl.String) else word)


def cost(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU-seconds and seconds of some work."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def one(folder: Path, rows: int, what: str) -> None:
    """Measure one thing in this process."""
    catalogue = load_catalogue()
    table = pl.scan_parquet(folder / "*.parquet")
    screen: list[Screen] = []
    compiling, _ = cost(lambda: screen.append(compile_catalogue(catalogue, ON, table.collect_schema().names())))
    if what == "read":
        names = [ROW, *screen[0].columns]
        cpu, wall = cost(lambda: [None for _ in table.select(names).collect_batches(chunk_size=CHUNK, engine="streaming")])
    else:
        cpu, wall = cost(lambda: [None for _ in batches(screen[0], table, size=CHUNK)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(rows, what, cpu, wall, peak, compiling)


def apart(folder: Path, rows: int, what: str) -> tuple[float, float, float, float]:
    """Measure one thing in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--one", str(folder), str(rows), what], check=True, capture_output=True, text=True)
    cpu, wall, peak, compiling = map(float, done.stdout.split()[2:])
    return cpu, wall, peak, compiling


def one_by_one(folder: Path, catalogue: Catalogue) -> float:
    """Return how many of these companies the one-company evaluator judges per CPU-second."""
    some = pl.scan_parquet(folder / "*.parquet").head(JUDGED).collect()
    profiles = profiles_of(some, catalogue)
    cpu, _ = cost(lambda: [assess(profile, catalogue, ON) for profile in profiles.values()])
    return JUDGED / cpu


def to_file(folder: Path, engine: str) -> None:
    """Screen the companies into a csv; without the gaps, which both engines judge one by one."""
    from api import cluster
    from api.screening import Screening
    from api.tables.reader import Table
    from api.tables.results import Heads, write_table

    files = sorted(folder.glob("[0-9]*.parquet"))
    rows = pl.scan_parquet(files).select(pl.len()).collect().item()
    found = Screening(Table(tuple(map(pl.scan_parquet, files)), rows), load_catalogue(), ON, gaps=False)
    out = folder / f"{engine}.csv"
    if engine == "spark":
        cluster.screen_on_spark(found, out, Heads(), lambda done: None, "local[2]")
    else:
        write_table(found.rows(lambda done: None), out)


def watched(folder: Path, engine: str) -> tuple[float, float]:
    """Return CPU-seconds, of all processes, and seconds of an engine."""
    began, spent = time.perf_counter(), {}
    with subprocess.Popen([sys.executable, __file__, "--to-file", str(folder), engine]) as running:
        while running.poll() is None:
            spent |= spent_below(running.pid)
            time.sleep(0.1)
    if running.returncode:
        raise SystemExit(running.returncode)
    return sum(spent.values()), time.perf_counter() - began


def spent_below(pid: int) -> dict[int, float]:
    """Return the CPU-seconds so far of a process and of those that it started, and they in turn."""
    there = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        there[int(path.parent.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK"))
    found, heads = {}, {pid}
    while heads:
        found |= {one: there[one][1] for one in heads if one in there}
        heads = {one for one, (parent, _) in there.items() if parent in heads}
    return found


def engines(sizes: list[int]) -> None:
    """Report one process beside Spark."""
    catalogue = load_catalogue()
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, catalogue, rows)
            (alone, wall), (spark, spark_wall) = watched(folder, "polars"), watched(folder, "spark")
            same = filecmp.cmp(folder / "polars.csv", folder / "spark.csv", shallow=False)
        said = "equal" if same else "DIFFERENT"
        print(f"{rows:9,} companies × {len(catalogue.programmes)} programmes, files {said}, load {os.getloadavg()[0]:.0f}")
        print(f"  one process: {alone:.0f} CPU-s, {wall:.0f} s")
        print(
            f"  local[2]: {spark:.0f} CPU-s, {spark_wall:.0f} s; {spark / alone:.1f} × the CPU, {spark_wall / wall:.1f} × the time",
            flush=True,
        )


def memory_speed() -> float:
    """Return how many bytes per second one core reads and writes in a plain copy."""
    block = pl.select(pl.int_range(20_000_000)).to_series()
    best = min(cost(lambda: block + 1)[1] for _ in range(3))
    return 2 * 8 * len(block) / best


def main(sizes: list[int]) -> None:
    catalogue = load_catalogue()
    speed = memory_speed()
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, catalogue, rows)
            report(folder, catalogue, rows, speed)


def report(folder: Path, catalogue: Catalogue, rows: int, speed: float) -> None:
    (cpu, wall, peak, compiling), (reading, _, _, _) = apart(folder, rows, "screen"), apart(folder, rows, "read")
    single = one_by_one(folder, catalogue)
    first = pl.read_parquet(folder / f"{0:09}.parquet")
    touched = first.estimated_size() / first.height + 6 * len(catalogue.programmes)
    limit = touched / speed
    print(f"{rows:9,} companies × {len(catalogue.programmes)} programmes, compiled in {compiling:.2f} s, peak {peak:,.0f} MB")
    print(f"  {rows / cpu:,.0f} companies/CPU-s ({wall:.1f} s), {rows / cpu / single:,.0f} × one by one ({single:.0f}/CPU-s)")
    print(f"  {cpu / reading:.1f} × reading and decoding alone ({reading:.1f} CPU-s)")
    print(f"  {cpu / rows / limit:,.0f} × the memory limit ({limit * 1e9:.0f} ns a company)", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    elif sys.argv[1:2] == ["--to-file"]:
        to_file(Path(sys.argv[2]), sys.argv[3])
    elif sys.argv[1:2] == ["--spark"]:
        engines([int(size) for size in sys.argv[2:]] or list(SIZES))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
