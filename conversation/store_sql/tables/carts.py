"""Carts, their one reminder, and offers."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from conversation.store_sql.columns import key, moments, numbers, texts, words
from conversation.store_sql.tables.registry import metadata, partly

carts = Table(
    "carts",
    metadata,
    key("id"),
    *texts("merchant_id", "contact_id", "shop_domain", "token", "checkout_url", "items", "total", "state"),
    *moments("abandoned_at", "updated_at"),
    *texts("discounts"),
    UniqueConstraint("merchant_id", "shop_domain", "token"),
    Index("carts_of_contact", "merchant_id", "contact_id"),
)

reminder_slots = Table(
    "reminder_slots",
    metadata,
    *texts("merchant_id", "shop_domain", "token", "message_id", "taken_by"),
    *moments("taken_at"),
    PrimaryKeyConstraint("merchant_id", "shop_domain", "token"),
)

offers = Table(
    "offers",
    metadata,
    key("id"),
    *texts("merchant_id", "cart_id", "conversation_id", "code", "state"),
    *numbers("percent"),
    *moments("reserved_at", "expires_at"),
    Index("offers_of_cart", "merchant_id", "cart_id"),
    Index("offers_of_conversation", "conversation_id"),
    Index("offers_of_code", "merchant_id", "code"),
)
partly(
    "one_live_offer",
    offers.c.merchant_id,
    offers.c.cart_id,
    unique=True,
    where=offers.c.state.in_(words("reserved", "issued")),
)
