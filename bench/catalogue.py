"""How long it takes to load a catalogue, in CPU seconds and as a multiple of composing its YAML alone.

Aim: at most 0.5 s for 250 programmes.
"""

import re
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from graph.loader import SHIPPED, load_catalogue

REPEATS = 3
WANTED = 250
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the least CPU time of a few runs."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def compose_all(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)


def replicate(folder: Path) -> None:
    """Repeat the sections of a copy of the shipped catalogue under new ids until it has WANTED programmes or more."""
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
    ids = sorted(load_catalogue(folder).programmes, key=len, reverse=True)
    name = re.compile(r"(?<![\w-])(?<!scorecard: )(" + "|".join(map(re.escape, ids)) + r")(?=[:,\]}\s])")
    sections = [path for path in folder.glob("cn*/*.yaml") if path.stem != "desks"]
    for number in range(1, -(-WANTED // len(ids))):
        for path in sections:
            renamed = name.sub(rf"\1-{number}", path.read_text(encoding="utf-8"))
            path.with_stem(f"{path.stem}-{number}").write_text(renamed, encoding="utf-8")


def report(title: str, folder: Path) -> None:
    loading, composing = cpu_seconds(lambda: load_catalogue(folder)), cpu_seconds(lambda: compose_all(folder))
    count = len(load_catalogue(folder).programmes)
    print(f"{title}：{count} 个事项，载入 {loading:.3f} 秒 CPU，为单纯解析 YAML（{composing:.3f} 秒）的 {loading / composing:.1f} 倍")


def main() -> None:
    report("随附目录", SHIPPED)
    with tempfile.TemporaryDirectory() as folder:
        replicate(Path(folder))
        report("复制扩大的目录", Path(folder))


if __name__ == "__main__":
    main()
