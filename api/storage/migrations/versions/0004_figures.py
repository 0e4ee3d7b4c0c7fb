"""Figures of regions, kept beside the judgements; jobs that nobody of the staff asked for; what finds companies by name and code.

All judgements are computed from profiles: they are emptied here, and made anew by the worker's next daily job.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = depends_on = None

DERIVED = ("unclaimed_funds", "near_gaps", "programme_states", "judgements")
COMPANY = "enterprise_id"


def upgrade() -> None:
    """Make the step."""
    _drop_derived()
    _make_derived(by_region=False)
    for column in ("saved_at", "held", "eligible", "near", "unclaimed"):
        op.create_index(f"judgements_by_{column}", "judgements", [column, COMPANY])
    op.create_table(
        "figures",
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("figure", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.String(length=16), nullable=False),
        sa.Column("companies", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region", "figure", "name", "detail"),
        sqlite_with_rowid=False,
    )
    op.create_index("enterprises_by_name", "enterprises", ["name", "id"])
    op.create_index("enterprises_by_region", "enterprises", ["region", "id"])
    op.drop_index("ix_enterprises_region", "enterprises")
    _change_asker(nullable=True)


def _drop_derived() -> None:
    for table in DERIVED:
        op.drop_table(table)


def _make_derived(*, by_region: bool) -> None:
    """Make the tables of judgements; `by_region`: each part says the region, as it was before, else the judgement does."""
    op.create_table(
        "judgements",
        sa.Column(COMPANY, sa.String(length=32), nullable=False),
        *_region(wanted=not by_region),
        sa.Column("profile_version", sa.Integer(), nullable=False),
        sa.Column("catalogue_version", sa.String(length=64), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(count, sa.Integer(), nullable=False) for count in ("held", "eligible", "near")),
        sa.Column("unclaimed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint([COMPANY], ["enterprises.id"]),
        sa.PrimaryKeyConstraint(COMPANY),
    )
    for table, columns in _parts().items():
        op.create_table(
            table,
            sa.Column(COMPANY, sa.String(length=32), nullable=False),
            *columns,
            *_region(wanted=by_region),
            sa.ForeignKeyConstraint([COMPANY], ["enterprises.id"]),
            sa.PrimaryKeyConstraint(COMPANY, columns[0].name),
            sqlite_with_rowid=by_region,
        )
    op.create_index("states_of", "programme_states", ["programme", "state", COMPANY])


def _region(*, wanted: bool) -> list[sa.Column[Any]]:
    return [sa.Column("region", sa.String(length=6), nullable=False)] if wanted else []


def _parts() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "programme_states": (
            sa.Column("programme", sa.String(length=64), nullable=False),
            sa.Column("state", sa.String(length=16), nullable=False),
            sa.Column("highest", sa.Boolean(), nullable=False),
        ),
        "near_gaps": (sa.Column("criterion", sa.String(length=100), nullable=False),),
        "unclaimed_funds": (
            sa.Column("fund", sa.String(length=64), nullable=False),
            sa.Column("amount", sa.BigInteger(), nullable=False),
        ),
    }


def _change_asker(*, nullable: bool) -> None:
    """Let a job be of nobody, or not. SQLite makes the table anew; rows of imports refer to it and wait beside it."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("jobs", "asked_by", existing_type=sa.String(length=32), nullable=nullable)
        return
    op.execute("CREATE TEMPORARY TABLE waiting AS SELECT * FROM import_rows")
    op.execute("DELETE FROM import_rows")
    with op.batch_alter_table("jobs") as jobs:
        jobs.alter_column("asked_by", existing_type=sa.String(length=32), nullable=nullable)
    op.execute("INSERT INTO import_rows SELECT * FROM waiting")
    op.execute("DROP TABLE waiting")


def downgrade() -> None:
    """Take the step back."""
    op.execute("DELETE FROM import_rows WHERE job_id IN (SELECT id FROM jobs WHERE asked_by IS NULL)")
    op.execute("DELETE FROM jobs WHERE asked_by IS NULL")
    _change_asker(nullable=False)
    op.create_index("ix_enterprises_region", "enterprises", ["region"])
    for index in ("enterprises_by_name", "enterprises_by_region"):
        op.drop_index(index, "enterprises")
    op.drop_table("figures")
    _drop_derived()
    _make_derived(by_region=True)
    op.create_index("ix_judgements_saved_at", "judgements", ["saved_at"])
    op.create_index("judgements_stale", "judgements", ["judged_on", "catalogue_version"])
    op.create_index("states_in", "programme_states", ["region", "programme", "state", "highest"])
    op.create_index("gaps_of", "near_gaps", ["region", "criterion"])
    op.create_index("unclaimed_of", "unclaimed_funds", ["region", "fund", "amount"])
