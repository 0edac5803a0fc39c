"""Photos that shoppers text."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("messages", sa.Column("photos", sa.Integer(), nullable=False, server_default="0"))
    texts = ("id", "merchant_id", "conversation_id", "message_id", "carrier", "address", "state")
    op.create_table(
        "photos",
        *[sa.Column(name, sa.Text(), nullable=False) for name in texts],
        *[sa.Column(name, sa.Integer(), nullable=False) for name in ("place", "attempts")],
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        *[sa.Column(name, sa.Text(), nullable=True) for name in ("kind", "why")],
        sa.Column("size", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("photos_of_conversation", "photos", ["conversation_id"])
    is_due = sa.text("due_at IS NOT NULL")
    op.create_index("photos_due", "photos", ["due_at"], sqlite_where=is_due, postgresql_where=is_due)
    op.create_table(
        "pictures",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("photo_id", "merchant_id")],
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("photo_id"),
    )
