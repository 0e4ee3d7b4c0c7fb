"""How far a long command is: done, rate, time that it still takes; to stderr, on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(doing: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how many companies are done; `total`: of how many, where that is known."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]} 家/秒")
    bar = Progress(TextColumn(doing), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(), console=Console(stderr=True))
    with bar:
        task = bar.add_task("", total=total, rate="—")
        yield lambda done: bar.update(task, completed=done, rate=f"{done / max(bar.tasks[0].elapsed or 0, 0.01):.0f}")
