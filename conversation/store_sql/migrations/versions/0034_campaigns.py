"""Segments, campaigns and their recipients, and a merchant's contacts in the order of their ids."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "segments",
        *_texts("id", "merchant_id", "name", "rules", "made_by"),
        *_moments("updated_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("merchant_id", "name"),
    )
    op.create_table(
        "campaigns",
        *_texts("id", "merchant_id", "name", "state", "rules", "body", "copy_by", "made_by", "cursor", "reasons"),
        *_numbers("version", "hold_out_percent", "planned", "texted", "left_out", "cancelled"),
        *_moments("made_at", "updated_at"),
        *[sa.Column(name, sa.Text(), nullable=True) for name in ("sender_id", "day", "hour", "reviewed_by")],
        *_moments("reviewed_at", "starts_at", "resumed_at", "ended_at", nullable=True),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("campaigns_of_merchant", "campaigns", ["merchant_id", "id"])
    running = sa.text("state IN ('scheduled', 'sending')")
    op.create_index("campaigns_running", "campaigns", ["id"], sqlite_where=running, postgresql_where=running)
    op.create_table(
        "campaign_recipients",
        *_texts("campaign_id", "contact_id", "merchant_id", "state"),
        *_moments("planned_for", "due_at"),
        *[sa.Column(name, sa.Text(), nullable=True) for name in ("rule", "why", "message_id")],
        *_moments("decided_at", nullable=True),
        sa.PrimaryKeyConstraint("campaign_id", "contact_id"),
    )
    waiting = sa.text("state = 'waiting'")
    columns = ["campaign_id", "due_at", "contact_id"]
    op.create_index(
        "campaign_recipients_waiting",
        "campaign_recipients",
        columns,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("contacts_of_merchant", "contacts", ["merchant_id", "id"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _moments(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]
