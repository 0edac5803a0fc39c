"""Proof and forgetting."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

audit = Table(
    "audit",
    metadata,
    *texts("merchant_id", "facts", "mac"),
    *numbers("number"),
    *moments("at"),
    PrimaryKeyConstraint("merchant_id", "number"),
)

audit_keys = Table(
    "audit_keys",
    metadata,
    *texts("merchant_id", "subject", "key"),
    PrimaryKeyConstraint("merchant_id", "subject"),
)

erasures = Table(
    "erasures",
    metadata,
    key("id"),
    *texts("merchant_id", "contact_id", "number", "by", "reason"),
    *numbers("texts"),
    *moments("at"),
    UniqueConstraint("merchant_id", "contact_id"),
    Index("erasures_of_number", "merchant_id", "number"),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    key("id"),
    *texts("merchant_id", "contact_id", "by", "reason"),
    *moments("since"),
    *maybe_texts("released_by"),
    *maybe_moments("released_at"),
    Index("legal_holds_of_contact", "merchant_id", "contact_id"),
)
