"""Whom orders are credited to, how flows and campaigns are counted, and indexes for figures of a span."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

OUTCOMES = sa.text("kind IN ('contact.suppressed', 'control.escalated')")
HELD = sa.text("holder IS NOT NULL")


def upgrade() -> None:
    words = ("merchant_id", "shop_domain", "order_id", "how", "message_id", "conversation_id", "spoke")
    op.create_table(
        "credits",
        *[sa.Column(name, sa.Text(), nullable=False) for name in (*words, "automation_id", "step", "variant")],
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "shop_domain", "order_id"),
    )
    op.create_table(
        "automation_rules",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("merchant_id", "kind", "automation_id", "rule")],
        sa.Column("hold_out_percent", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "kind", "automation_id"),
    )
    op.create_index("messages_by_time", "messages", ["merchant_id", "created_at"])
    op.create_index("touches_by_time", "touches", ["merchant_id", "at"])
    for name, table, columns, where in (
        ("events_of_outcomes", "events", ["merchant_id", "at"], OUTCOMES),
        ("exchanges_by_time", "exchanges", ["merchant_id", "started_at"], HELD),
    ):
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
