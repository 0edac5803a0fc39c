"""Each day's figures, and which days must be counted again."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_table(
        "day_figures",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("merchant_id", "day", "zone")],
        sa.Column("counted_at", sa.BigInteger(), nullable=False),
        *[
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("sums", "reach", "talks", "ai_waits", "human_waits", "spent", "arms")
        ],
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("segments", "held_seconds")],
        sa.PrimaryKeyConstraint("merchant_id", "day"),
    )
    op.create_table(
        "reopenings",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("since", "until")],
    )
    op.create_index("reopenings_of_merchant", "reopenings", ["merchant_id", "id"])
    op.create_index("assignments_by_time", "assignments", ["merchant_id", "experiment_id", "at"])
