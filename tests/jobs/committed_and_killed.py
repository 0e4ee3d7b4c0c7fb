"""A program: commits an import in processes that are killed at each of their statements; tells what was saved each time."""

import json
import os
import signal
import sys

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from api.storage.database import db
from api.storage.tables import AuditEntry, Enterprise, ProfileVersion
from api.web.app import create_app
from api.web.config import Config

TOKEN, IMPORT, CODES = sys.argv[1], sys.argv[2], sys.argv[3].split(",")
app = create_app(Config.from_environment(os.environ))


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def commit(at: int | str) -> None:
    """Commit, and be killed at a statement, at the end of the transaction, or right after it."""
    left = [at]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            die()

    with app.app_context():
        engine = db.engine
    if at == "commit":
        event.listen(engine, "commit", die)
    elif at == "after":
        event.listen(Session, "after_commit", die)
    else:
        event.listen(engine, "after_cursor_execute", count)
    found = app.test_client().post(f"/api/v1/bureau/imports/{IMPORT}/commit", json={}, headers={"Authorization": f"Bearer {TOKEN}"})
    os._exit(0 if found.status_code == 200 else 1)


def saved() -> list[int]:
    """Return how many of the companies, versions and entries are there."""
    with app.app_context():
        firms = [*db.session.scalars(select(Enterprise.id).where(Enterprise.uscc.in_(CODES)))]
        versions = select(func.count()).select_from(ProfileVersion).where(ProfileVersion.saved_by.startswith("staff:"))
        entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.detail.contains(IMPORT))
        found = [len(firms), db.session.scalar(versions.where(ProfileVersion.enterprise_id.in_(firms))), db.session.scalar(entries)]
        db.session.rollback()
        db.engine.dispose()
    return found


def tried(at: int | str) -> int:
    pid = os.fork()
    if pid == 0:
        commit(at)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


told = []
for at in (*(int(word) for word in sys.argv[4].split(",")), "commit", "after"):
    with app.app_context():
        db.engine.dispose()
    code = tried(at)
    told.append([at, code, saved()])
print(json.dumps(told))
