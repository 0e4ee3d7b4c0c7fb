"""The bureaus: judgements of companies, titles confirmed, notes, cultivation lists; reminders; where an audited act belongs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = depends_on = None

PARTS = ("list_members", "list_moves")
REFUSE_PART = """
CREATE FUNCTION refuse_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE list text;
BEGIN
  IF TG_OP = 'DELETE' THEN list := OLD.list_id; ELSE list := NEW.list_id; END IF;
  IF EXISTS (SELECT 1 FROM cultivation_lists WHERE state = 'signed' AND (id = list OR (TG_OP = 'UPDATE' AND id = OLD.list_id))) THEN
    RAISE EXCEPTION '% of a signed list stay as they are', TG_TABLE_NAME;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
END $$
"""


def where(condition: str) -> dict[str, Any]:
    """Return what makes an index be of some rows alone."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "company_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("notes_of", "company_notes", ["enterprise_id", "made_at"])
    op.create_table(
        "cultivation_lists",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("library", sa.String(length=64), nullable=True),
        sa.Column("honor", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("weights", sa.String(length=500), nullable=True),
        sa.Column("catalogue_version", sa.String(length=64), nullable=False),
        sa.Column("joined", sa.Text(), nullable=True),
        sa.Column("earlier_id", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(length=32), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'signed') = (signed_by IS NOT NULL)", name="list_signed_by"),
        sa.CheckConstraint("(state = 'signed') = (text IS NOT NULL)", name="list_signed_whole"),
        sa.CheckConstraint("state IN ('draft', 'signed', 'dropped')", name="list_state"),
        sa.ForeignKeyConstraint(["earlier_id"], ["cultivation_lists.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["signed_by"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "list_signed_once", "cultivation_lists", ["office", "region", "honor", "year"], unique=True, **where("state = 'signed'")
    )
    op.create_index("lists_of", "cultivation_lists", ["office", "made_at"])
    op.create_table(
        "judgements",
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("profile_version", sa.Integer(), nullable=False),
        sa.Column("catalogue_version", sa.String(length=64), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("near", sa.Integer(), nullable=False),
        sa.Column("unclaimed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"]),
        sa.PrimaryKeyConstraint("enterprise_id"),
    )
    op.create_index("ix_judgements_saved_at", "judgements", ["saved_at"])
    op.create_index("judgements_stale", "judgements", ["judged_on", "catalogue_version"])
    op.create_table(
        "near_gaps",
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"]),
        sa.PrimaryKeyConstraint("enterprise_id", "criterion"),
    )
    op.create_index("gaps_of", "near_gaps", ["region", "criterion"])
    op.create_table(
        "programme_states",
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("programme", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("highest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"]),
        sa.PrimaryKeyConstraint("enterprise_id", "programme"),
    )
    op.create_index("states_of", "programme_states", ["programme", "state", "enterprise_id"])
    op.create_index("states_in", "programme_states", ["region", "programme", "state", "highest"])
    op.create_table(
        "reminders",
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("programme", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"]),
        sa.PrimaryKeyConstraint("enterprise_id", "kind", "programme", "day", "stage"),
    )
    op.create_table(
        "title_decisions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("honor", sa.String(length=64), nullable=False),
        sa.Column("granted", sa.Date(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('confirmed', 'refused')", name="title_decision_state"),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("title_decisions_of", "title_decisions", ["enterprise_id", "honor", "decided_at"])
    op.create_table(
        "unclaimed_funds",
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("fund", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"]),
        sa.PrimaryKeyConstraint("enterprise_id", "fund"),
    )
    op.create_index("unclaimed_of", "unclaimed_funds", ["region", "fund", "amount"])
    op.create_table(
        "list_members",
        sa.Column("list_id", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("profile_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"]),
        sa.ForeignKeyConstraint(["list_id"], ["cultivation_lists.id"]),
        sa.PrimaryKeyConstraint("list_id", "enterprise_id"),
    )
    op.create_table(
        "list_moves",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(length=32), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["cultivation_lists.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["undone_by"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("move_once", "list_moves", ["list_id", "uscc"], unique=True, **where("undone_at IS NULL"))
    op.create_index("move_place_once", "list_moves", ["list_id", "position"], unique=True, **where("undone_at IS NULL"))
    op.add_column("audit", sa.Column("region", sa.String(length=6), nullable=True))
    op.create_index("audit_in", "audit", ["region", "id"])
    op.add_column("messages", sa.Column("carried", sa.String(length=8), nullable=True))
    op.add_column("messages", sa.Column("brief", sa.Text(), nullable=True))
    op.create_index("messages_due", "messages", ["sent_at"], **where("carried = 'due'"))
    if op.get_bind().dialect.name == "postgresql":
        _protect_postgresql()
    else:
        _protect_sqlite()


def _protect_postgresql() -> None:
    """Have the database refuse every change of a signed list."""
    lists = "cultivation_lists"
    signed = "FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION refuse_change()"
    op.execute(f"CREATE TRIGGER {lists}_signed BEFORE UPDATE OR DELETE ON {lists} {signed}")
    op.execute(f"CREATE TRIGGER {lists}_not_emptied BEFORE TRUNCATE ON {lists} EXECUTE FUNCTION refuse_change()")
    op.execute(REFUSE_PART)
    for part in PARTS:
        op.execute(
            f"CREATE TRIGGER {part}_signed BEFORE INSERT OR UPDATE OR DELETE ON {part} FOR EACH ROW EXECUTE FUNCTION refuse_signed()"
        )
        op.execute(f"CREATE TRIGGER {part}_not_emptied BEFORE TRUNCATE ON {part} EXECUTE FUNCTION refuse_change()")


def _protect_sqlite() -> None:
    for change in ("UPDATE", "DELETE"):
        refuse = "SELECT RAISE(ABORT, 'a signed list stays as it is')"
        name = f"cultivation_lists_no_{change.lower()}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON cultivation_lists WHEN OLD.state = 'signed' BEGIN {refuse}; END")
    for part in PARTS:
        for change, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            lists = ", ".join(f"{row}.list_id" for row in rows)
            signed = f"EXISTS (SELECT 1 FROM cultivation_lists WHERE state = 'signed' AND id IN ({lists}))"
            refuse = f"SELECT RAISE(ABORT, '{part} of a signed list stay as they are')"
            op.execute(f"CREATE TRIGGER {part}_no_{change.lower()} BEFORE {change} ON {part} WHEN {signed} BEGIN {refuse}; END")


def downgrade() -> None:
    """Take the step back."""
    op.drop_index("messages_due", table_name="messages")
    for column in ("brief", "carried"):
        op.drop_column("messages", column)
    op.drop_index("audit_in", table_name="audit")
    op.drop_column("audit", "region")
    for table in (
        "list_moves",
        "list_members",
        "unclaimed_funds",
        "title_decisions",
        "reminders",
        "programme_states",
        "near_gaps",
        "judgements",
        "cultivation_lists",
        "company_notes",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_signed()")
