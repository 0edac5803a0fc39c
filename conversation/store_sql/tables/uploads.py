"""Shops that bring files: codes made beforehand, orders to tell of, and uploads."""

from sqlalchemy import Boolean, Column, Index, PrimaryKeyConstraint, Table

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

shop_codes = Table(
    "shop_codes",
    metadata,
    *texts("merchant_id", "code"),
    *maybe_texts("offer_id"),
    *numbers("percent"),
    *moments("uploaded_at"),
    *maybe_moments("expires_at", "given_at"),
    Column("for_many", Boolean(), nullable=False),
    PrimaryKeyConstraint("merchant_id", "code"),
    Index("shop_codes_free", "merchant_id", "percent", "offer_id"),
    Index("shop_codes_given", "merchant_id", "offer_id", unique=True),
)

uploaded_orders = Table(
    "uploaded_orders",
    metadata,
    *texts("merchant_id", "order_id", "phone", "name", "stage", "items"),
    *texts("carrier", "tracking_number", "tracking_url"),
    *moments("placed_at", "uploaded_at"),
    PrimaryKeyConstraint("merchant_id", "order_id"),
    Index("uploaded_orders_of_number", "merchant_id", "phone", "placed_at"),
)

shop_uploads = Table(
    "shop_uploads",
    metadata,
    key("id"),
    *texts("merchant_id", "kind", "name", "by", "said", "notes"),
    *numbers("rows", "kept", "bad", "doubtful"),
    *moments("at"),
    Index("shop_uploads_latest", "merchant_id", "at"),
)
