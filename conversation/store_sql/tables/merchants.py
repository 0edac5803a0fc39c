"""Merchants, their numbers, what people vouched for and keep ready to send, and what is halted."""

from sqlalchemy import Index, Table, UniqueConstraint

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

merchants = Table(
    "merchants",
    metadata,
    key("id"),
    *texts("name", "shop_domain", "support", "timezone", "settings"),
    UniqueConstraint("shop_domain"),
)

senders = Table(
    "senders",
    metadata,
    key("id"),
    *texts("merchant_id", "phone", "kind", "registration", "carrier", "use_case", "brand_id", "campaign_id"),
    *texts("verification_id", "tier", "suspended_why", "suspended_code"),
    *maybe_moments("suspended_at"),
    *numbers("capacity"),
    UniqueConstraint("phone"),
)

merchant_facts = Table(
    "merchant_facts",
    metadata,
    key("id"),
    *texts("merchant_id", "statement", "basis", "said_by", "conversation_id"),
    *moments("said_at", "expires_at"),
    *maybe_moments("retired_at"),
    Index("facts_of_merchant", "merchant_id", "said_at", "id"),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    key("id"),
    *texts("merchant_id", "name", "body", "saved_by"),
    *moments("saved_at"),
    *maybe_moments("removed_at"),
    Index("canned_of_merchant", "merchant_id"),
)

halts = Table(
    "halts",
    metadata,
    key("id"),
    *texts("merchant_id", "region", "reason", "by", "template"),
    *moments("since"),
    *maybe_moments("lifted_at"),
    *maybe_texts("lifted_by"),
    Index("halts_of_merchant", "merchant_id"),
)
