"""Judging a table of companies for a library: in this process, or in several where there are many."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from api.table_profiles import BATCH, Batch, batches_in
from api.tables.reader import Table
from graph.loader import load_catalogue
from graph.model import Catalogue, Region
from planner.cultivation.places import lies_in
from planner.cultivation.standing import Call, Standing, stand

AHEAD = 4  # batches for each process that wait to be judged
ALONE = 5 * BATCH  # up to so many companies, starting processes costs more than it saves


@dataclass(frozen=True)
class Judged:
    """Where the companies of a table stand, by their rows; `elsewhere`: how many lie outside the place that was asked for."""

    standings: Mapping[int, Standing]
    elsewhere: int


Part = tuple[dict[int, Standing], int]


def judge_table(
    table: Table, call: Call, catalogue: Catalogue, folder: str, place: Region | None, progress: Callable[[int], None] = lambda done: None
) -> Judged:
    """Return where each company of a table stands.

    Parameters
    ----------
    table : Table
        The companies.
    folder : str
        Where the catalogue was read from: other processes read it again.
    progress : callable, optional
        Told how many companies are judged.
    """
    batches = batches_in(table)
    alone = (_judge(batch, call, place, catalogue) for batch in batches)
    parts = alone if table.height <= ALONE else _in_processes(batches, call, place, folder)
    standings: dict[int, Standing] = {}
    elsewhere = 0
    for found, others in parts:
        standings |= found
        elsewhere += others
        progress(len(standings) + elsewhere)
    return Judged(standings, elsewhere)


def _judge(batch: Batch, call: Call, place: Region | None, catalogue: Catalogue) -> Part:
    found = batch.read(catalogue)
    here = {row: profile for row, profile in found.items() if place is None or lies_in(profile.region, place, catalogue)}
    return {row: stand(profile, call, catalogue) for row, profile in here.items()}, len(found) - len(here)


def _in_processes(batches: Iterator[Batch], call: Call, place: Region | None, folder: str) -> Iterator[Part]:
    """Yield what each batch gave, in order; the processes start afresh, so that this works alike on every system."""
    count = os.cpu_count() or 1
    pool = ProcessPoolExecutor(count, get_context("spawn"), _open_catalogue, (folder,))
    judge = partial(_judge_there, call=call, place=place)
    try:
        ahead = deque(pool.submit(judge, batch) for batch in islice(batches, AHEAD * count))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(pool.submit(judge, batch) for batch in islice(batches, 1))
    finally:
        pool.shutdown(cancel_futures=True)


_catalogue_there: list[Catalogue] = []  # of a worker process


def _open_catalogue(folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one, which waits no longer
    _catalogue_there[:] = [load_catalogue(Path(folder))]


def _judge_there(batch: Batch, call: Call, place: Region | None) -> Part:
    return _judge(batch, call, place, _catalogue_there[0])
