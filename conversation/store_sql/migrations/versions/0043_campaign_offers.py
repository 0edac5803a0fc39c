"""What campaigns give, and which model drafted their words."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("discount_percent", sa.Integer(), nullable=False, server_default="0"))
    for name in ("drafted_by", "prompt_hash"):
        op.add_column("campaigns", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "campaign_offers",
        sa.Column("campaign_id", sa.Text(), primary_key=True),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("id", "merchant_id", "code", "state")],
        sa.Column("percent", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("reserved_at", "expires_at")],
        sa.UniqueConstraint("merchant_id", "code"),
    )
