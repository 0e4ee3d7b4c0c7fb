"""Tables of long work: jobs, and the rows that an import will save once somebody commits it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.storage.columns import Base, Id, now

JOB_STATES = ("queued", "running", "done", "failed", "cancelled")
OUTCOMES = ("new", "changed", "unchanged")


class Job(Base):
    """Long work that somebody of the staff asked for, or nobody: the service itself. This row is the truth, the queue only carries its id.

    `region`: the place of the catalogue whose companies it is about. Whoever works on it is the `holder`, as long as `beat_at` is fresh.
    `starts` counts how often it was begun; `done` of `total` companies; `report` is JSON, `errors` a JSON list of lines.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="job_state"),
        Index("jobs_of_region", "region", "made_at"),
        Index("jobs_by_state", "state"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    region: Mapped[str] = mapped_column(String(32))
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    parameters: Mapped[str] = mapped_column(Text)
    input_file: Mapped[str | None] = mapped_column(String(64))
    input_name: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16), default="queued")
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    starts: Mapped[int] = mapped_column(Integer, default=0)
    holder: Mapped[str | None] = mapped_column(String(64))
    beat_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int | None] = mapped_column(Integer)
    report: Mapped[str | None] = mapped_column(Text)
    errors: Mapped[str] = mapped_column(Text, default="[]")
    result_file: Mapped[str | None] = mapped_column(String(64))
    result_name: Mapped[str | None] = mapped_column(String(200))
    catalogue_version: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    committed_at: Mapped[datetime | None]
    committed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class ImportRow(Base):
    """A good row of an imported table: what it means for the stored companies.

    `base`: the version of the profile that `text` was made from (0: none); `text` is the profile to save, None where nothing changes.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        CheckConstraint("outcome IN ('new', 'changed', 'unchanged')", name="import_outcome"),
        Index("import_rows_by_outcome", "job_id", "outcome"),
    )

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    uscc: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(6))
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprises.id"))
    base: Mapped[int] = mapped_column(Integer)
    text: Mapped[str | None] = mapped_column(Text)
