"""Numbers with their registrations, numbers that take no texts, templates that are filtered, and daily allowances."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    for name in ("brand_id", "campaign_id", "verification_id", "tier", "suspended_why", "suspended_code"):
        op.add_column("senders", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("senders", sa.Column("use_case", sa.Text(), nullable=False, server_default="mixed"))
    op.add_column("senders", sa.Column("suspended_at", sa.BigInteger(), nullable=True))
    for name in ("unreachable_since", "unreachable_until"):
        op.add_column("contacts", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("contacts", sa.Column("unreachable_why", sa.Text(), nullable=True))
    op.add_column("conversations", sa.Column("number_since", sa.BigInteger(), nullable=True))
    op.add_column("halts", sa.Column("template", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "filtered_texts",
        *_texts("message_id", "merchant_id", "template", "code"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index("filtered_of_template", "filtered_texts", ["merchant_id", "template", "at"])
    op.create_table(
        "sending_days",
        *_texts("subject", "day", "merchant_id"),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "day"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
