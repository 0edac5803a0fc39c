"""Carts, who claimed them, their one reminder, and offers."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from conversation.store_sql.columns import key, maybe_moments, moments, numbers, texts, word, words
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
partly("carts_left_behind", carts.c.merchant_id, carts.c.abandoned_at, carts.c.id, where=carts.c.state == word("open"))

cart_claims = Table(
    "cart_claims",
    metadata,
    key("cart_id"),
    *texts("merchant_id", "conversation_id", "user_id"),
    *moments("claimed_at", "expires_at"),
    *maybe_moments("ended_at"),
    Index("cart_claims_of_person", "user_id", "claimed_at", "cart_id"),
)

reminder_slots = Table(
    "reminder_slots",
    metadata,
    *texts("merchant_id", "shop_domain", "token", "message_id", "taken_by"),
    *moments("taken_at"),
    PrimaryKeyConstraint("merchant_id", "shop_domain", "token"),
    Index("slots_by_moment", "merchant_id", "taken_at"),
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
