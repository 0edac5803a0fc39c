"""What is asked through shops for somebody's privacy."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Text(), primary_key=True),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("merchant_id", "topic", "ref", "outcome")],
        sa.Column("contact_id", sa.Text(), nullable=True),
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("asked_at", "due_at")],
        sa.Column("done_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("privacy_requests_merchant", "privacy_requests", ["merchant_id", "asked_at"])
    op.create_index("privacy_requests_due", "privacy_requests", ["due_at"])
