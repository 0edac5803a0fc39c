"""What models drafted for campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    words = ("merchant_id", "brief", "body", "model", "prompt_hash", "made_by")
    op.create_table(
        "campaign_drafts",
        sa.Column("id", sa.Text(), primary_key=True),
        *[sa.Column(name, sa.Text(), nullable=False) for name in words],
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )
