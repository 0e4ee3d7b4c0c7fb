"""What jobs leave is kept for some days, then removed; that they were is not forgotten."""

import time
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from api.jobs.files import Files
from api.storage.columns import now
from api.storage.database import db, writing
from api.storage.tables import ImportRow, Job

KEPT = timedelta(days=7)
ORPHANED = 86_400.0  # seconds after which a file that no job names was left by a process that was killed


def clear(files: Files) -> None:
    """Remove tables, results and rows of imports of jobs that ended days ago, and files that no job names."""
    old = Job.finished_at < now() - KEPT
    named = or_(Job.input_file.is_not(None), Job.result_file.is_not(None))
    jobs = [*db.session.execute(select(Job.id, Job.input_file, Job.result_file).where(old, named))]
    with writing() as session:
        for id, _, _ in jobs:
            session.execute(delete(ImportRow).where(ImportRow.job_id == id))
            session.execute(update(Job).where(Job.id == id).values(input_file=None, result_file=None))
    for _, *names in jobs:
        for name in filter(None, names):
            files.remove(name)
    _remove_orphans(files)


def _remove_orphans(files: Files) -> None:
    if not files.folder.is_dir():
        return
    named = {name for pair in db.session.execute(select(Job.input_file, Job.result_file)) for name in pair if name}
    for path in files.folder.iterdir():
        if path.is_file() and path.name not in named and path.stat().st_mtime < time.time() - ORPHANED:
            path.unlink(missing_ok=True)
