"""Bridges to merchants' own inboxes."""

from sqlalchemy import Boolean, Column, Table, UniqueConstraint

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, numbers, texts
from conversation.store_sql.tables.registry import metadata

bridges = Table(
    "bridges",
    metadata,
    key("merchant_id"),
    *texts("url", "people"),
    *numbers("account", "inbox"),
    Column("is_on", Boolean(), nullable=False),
)

mirrors = Table(
    "mirrors",
    metadata,
    key("conversation_id"),
    *texts("merchant_id", "problem"),
    *maybe_texts("contact_ref", "thread_ref", "lease"),
    *numbers("told_seq", "told_event", "attempts"),
    Column("is_open", Boolean(), nullable=False),
    *maybe_moments("leased_until", "not_before"),
    UniqueConstraint("merchant_id", "thread_ref"),
)
