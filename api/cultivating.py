"""Judging a table of companies for a library: in this process, or in several where there are many."""

import os
import signal
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from api.table_profiles import BATCH, Batch, batches_in
from api.tables.reader import Table
from graph.loader import load_catalogue
from graph.model import Catalogue, Region
from planner.cultivation.places import lies_in
from planner.cultivation.standing import Call, Standing, stand

ALONE = 5 * BATCH  # up to so many companies, starting processes costs more than it saves


@dataclass(frozen=True)
class Judged:
    """Where the companies of a table stand, by their rows; `elsewhere`: how many lie outside the place that was asked for."""

    standings: Mapping[int, Standing]
    elsewhere: int


Part = tuple[dict[int, Standing], int]


def judge_table(table: Table, call: Call, catalogue: Catalogue, folder: str, place: Region | None) -> Judged:
    """Return where each company of a table stands.

    Parameters
    ----------
    table : Table
        The companies.
    folder : str
        Where the catalogue was read from: other processes read it again.
    """
    batches = batches_in(table)
    if len(batches) * BATCH <= ALONE:
        parts = [_judge(batch, call, place, catalogue) for batch in batches]
    else:
        parts = _in_processes(batches, call, place, folder)
    standings = {row: standing for found, _ in parts for row, standing in found.items()}
    return Judged(standings, sum(elsewhere for _, elsewhere in parts))


def _judge(batch: Batch, call: Call, place: Region | None, catalogue: Catalogue) -> Part:
    found = batch.read(catalogue)
    here = {row: profile for row, profile in found.items() if place is None or lies_in(profile.region, place, catalogue)}
    return {row: stand(profile, call, catalogue) for row, profile in here.items()}, len(found) - len(here)


def _in_processes(batches: Sequence[Batch], call: Call, place: Region | None, folder: str) -> list[Part]:
    """Return what each batch gave, in order; the processes start afresh, so that this works alike on every system."""
    count = min(os.cpu_count() or 1, len(batches))
    pool = ProcessPoolExecutor(count, get_context("spawn"), _open_catalogue, (folder,))
    try:
        return list(pool.map(partial(_judge_there, call=call, place=place), batches))
    finally:
        pool.shutdown(cancel_futures=True)


_catalogue_there: list[Catalogue] = []  # of a worker process


def _open_catalogue(folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one, which waits no longer
    _catalogue_there[:] = [load_catalogue(Path(folder))]


def _judge_there(batch: Batch, call: Call, place: Region | None) -> Part:
    return _judge(batch, call, place, _catalogue_there[0])
