"""Judging a table of companies for a library: in this process, or in several where there are many."""

import os
import signal
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from api.errors import BadInput
from api.table_profiles import BATCH, FolderBatch, batches_in
from graph.loader import load_catalogue
from graph.model import Catalogue, Region
from planner.cultivation.places import lies_in
from planner.cultivation.standing import Call, Standing, stand

ALONE = 5 * BATCH  # up to so many companies, starting processes costs more than it saves


@dataclass(frozen=True)
class Judged:
    """Where the companies of a table stand; `elsewhere`: how many lie outside the place that was asked for."""

    standings: tuple[Standing, ...]
    elsewhere: int


Part = tuple[list[tuple[str, Standing]], int, list[str]]


def judge_table(table: Path, call: Call, catalogue: Catalogue, folder: str, place: Region | None) -> Judged:
    """Return where each company of a table stands.

    Parameters
    ----------
    table : Path
        The companies.
    folder : str
        Where the catalogue was read from: other processes read it again.

    Raises
    ------
    BadInput
        With the faults of all companies, and those that are there twice.
    """
    batches = batches_in(table)
    if len(batches) * BATCH <= ALONE:
        parts = [_judge(batch, call, place, catalogue) for batch in batches]
    else:
        parts = _in_processes(batches, call, place, folder)
    found = [one for part in parts for one in part[0]]
    faults = [line for part in parts for line in part[2]]
    if faults := [*faults, *_twice(found)]:
        raise BadInput(faults)
    return Judged(tuple(standing for _, standing in found), sum(part[1] for part in parts))


def _judge(batch: FolderBatch, call: Call, place: Region | None, catalogue: Catalogue) -> Part:
    found, faults = batch.read(catalogue)
    here = [(where, profile) for where, profile in found if place is None or lies_in(profile.region, place, catalogue)]
    return [(where, stand(profile, call, catalogue)) for where, profile in here], len(found) - len(here), faults


def _twice(found: Iterable[tuple[str, Standing]]) -> list[str]:
    """Return the companies that are there twice: with the same code, or without code with the same name."""
    first: dict[str, str] = {}
    faults = []
    for where, one in found:
        key = one.uscc or one.name
        if key in first:
            said = f"统一社会信用代码 {one.uscc}" if one.uscc else f"企业名称“{one.name}”（未填统一社会信用代码）"
            faults.append(f"{where}：{said} 与 {first[key]} 重复，同一企业只能有一份档案")
        first.setdefault(key, where)
    return faults


def _in_processes(batches: Sequence[FolderBatch], call: Call, place: Region | None, folder: str) -> list[Part]:
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


def _judge_there(batch: FolderBatch, call: Call, place: Region | None) -> Part:
    return _judge(batch, call, place, _catalogue_there[0])
