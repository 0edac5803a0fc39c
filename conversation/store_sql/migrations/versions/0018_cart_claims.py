"""Carts that people claim before they text about them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "cart_claims",
        sa.Column("cart_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("cart_id"),
    )
    op.create_index("cart_claims_of_person", "cart_claims", ["user_id", "claimed_at", "cart_id"], unique=False)
    op.create_index("slots_by_moment", "reminder_slots", ["merchant_id", "taken_at"], unique=False)
    is_open = sa.text("state = 'open'")
    op.create_index(
        "carts_left_behind",
        "carts",
        ["merchant_id", "abandoned_at", "id"],
        unique=False,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
