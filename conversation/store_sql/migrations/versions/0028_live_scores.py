"""What live conversations earned, and how far they were looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    words = ("conversation_id", "merchant_id", "pack", "model", "passed", "violations", "crashed", "tone")
    op.create_table(
        "live_scores",
        *[sa.Column(name, sa.Text(), nullable=False) for name in words],
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("quiet_since", "scored_at")],
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
    op.create_index("live_scores_of_merchant", "live_scores", ["merchant_id", "quiet_since", "conversation_id"])
    op.create_table(
        "live_places",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("merchant_id", "conversation_id")],
        sa.Column("quiet_since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id"),
    )
