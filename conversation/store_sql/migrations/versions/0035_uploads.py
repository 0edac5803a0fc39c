"""Shops that bring files: codes made beforehand, orders to tell of, and uploads."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "shop_codes",
        *_texts("merchant_id", "code"),
        sa.Column("offer_id", sa.Text(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        *_moments("uploaded_at"),
        *[sa.Column(name, sa.BigInteger(), nullable=True) for name in ("expires_at", "given_at")],
        sa.PrimaryKeyConstraint("merchant_id", "code"),
    )
    op.create_index("shop_codes_free", "shop_codes", ["merchant_id", "percent", "offer_id"])
    op.create_index("shop_codes_given", "shop_codes", ["merchant_id", "offer_id"], unique=True)
    op.create_table(
        "uploaded_orders",
        *_texts("merchant_id", "order_id", "phone", "name", "stage", "items"),
        *_texts("carrier", "tracking_number", "tracking_url"),
        *_moments("placed_at", "uploaded_at"),
        sa.PrimaryKeyConstraint("merchant_id", "order_id"),
    )
    op.create_index("uploaded_orders_of_number", "uploaded_orders", ["merchant_id", "phone", "placed_at"])
    op.create_table(
        "shop_uploads",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("merchant_id", "kind", "name", "by", "said", "notes"),
        *[sa.Column(name, sa.Integer(), nullable=False) for name in ("rows", "kept", "bad", "doubtful")],
        *_moments("at"),
    )
    op.create_index("shop_uploads_latest", "shop_uploads", ["merchant_id", "at"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moments(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
