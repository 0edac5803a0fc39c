"""Merchants' shops: how far they were read, what is odd there, what they sell."""

from sqlalchemy import Boolean, Column, Index, PrimaryKeyConstraint, Table

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

shop_syncs = Table(
    "shop_syncs",
    metadata,
    *texts("merchant_id", "kind", "state", "error"),
    *maybe_texts("cursor", "held_by"),
    *numbers("pages", "read", "unread", "failures"),
    *moments("due_at"),
    *maybe_moments("since", "begun_at", "ended_at", "level_at", "held_until"),
    PrimaryKeyConstraint("merchant_id", "kind"),
    Index("shop_syncs_due", "due_at"),
)

shop_oddities = Table(
    "shop_oddities",
    metadata,
    *texts("merchant_id", "topic", "ref", "field", "why"),
    *numbers("times"),
    *moments("first_at", "last_at"),
    PrimaryKeyConstraint("merchant_id", "topic", "ref"),
    Index("shop_oddities_latest", "merchant_id", "last_at"),
)

shop_standings = Table(
    "shop_standings",
    metadata,
    key("merchant_id"),
    *texts("missing", "error"),
    *moments("checked_at"),
    *maybe_moments("gone_at"),
)

privacy_requests = Table(
    "privacy_requests",
    metadata,
    key("id"),
    *texts("merchant_id", "topic", "ref", "outcome"),
    *maybe_texts("contact_id"),
    *moments("asked_at", "due_at"),
    *maybe_moments("done_at"),
    Index("privacy_requests_merchant", "merchant_id", "asked_at"),
    Index("privacy_requests_due", "due_at"),
)

products = Table(
    "products",
    metadata,
    *texts("merchant_id", "shop_domain", "product_id", "title", "about", "url", "variants"),
    Column("on_sale", Boolean(), nullable=False),
    *moments("updated_at", "seen_at"),
    PrimaryKeyConstraint("merchant_id", "shop_domain", "product_id"),
)

product_words = Table(
    "product_words",
    metadata,
    *texts("merchant_id", "word", "shop_domain", "product_id"),
    PrimaryKeyConstraint("merchant_id", "word", "shop_domain", "product_id"),
    Index("product_words_of", "merchant_id", "shop_domain", "product_id"),
)
