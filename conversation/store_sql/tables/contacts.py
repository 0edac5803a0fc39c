"""Contacts and what is known of their numbers."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

contacts = Table(
    "contacts",
    metadata,
    key("id"),
    *texts("merchant_id", "phone", "name", "country"),
    *maybe_texts("region", "timezone", "billing_region", "unreachable_why"),
    *moments("created_at"),
    *maybe_moments("remembers_from", "unreachable_since", "unreachable_until"),
    UniqueConstraint("merchant_id", "phone"),
    Index("contacts_of_merchant", "merchant_id", "id"),
)

contact_locks = Table(
    "contact_locks", metadata, *texts("merchant_id", "phone"), PrimaryKeyConstraint("merchant_id", "phone")
)

consents = Table(
    "consents",
    metadata,
    key("id"),
    *texts("merchant_id", "phone", "scope", "state", "wording", "method", "source"),
    *moments("requested_at"),
    *maybe_moments("confirmed_at", "revoked_at"),
    *maybe_texts("prompt_id", "answer_id", "revoked_by"),
    Index("consents_of_number", "merchant_id", "phone"),
)

consent_events = Table(
    "consent_events",
    metadata,
    key("id"),
    *texts("merchant_id", "phone", "change", "recorded_by", "wording", "method", "source", "evidence"),
    *numbers("number"),
    *moments("at", "recorded_at"),
    *maybe_texts("consent_id", "scope", "message_id"),
    UniqueConstraint("merchant_id", "phone", "number"),
    Index("consent_events_by_time", "merchant_id", "recorded_at", "id"),
)

suppressions = Table(
    "suppressions",
    metadata,
    *texts("merchant_id", "phone", "reason", "evidence"),
    *moments("since"),
    *maybe_texts("message_id"),
    *maybe_moments("lifted_at", "opted_out_at"),
    PrimaryKeyConstraint("merchant_id", "phone"),
)

number_checks = Table(
    "number_checks",
    metadata,
    *texts("merchant_id", "phone", "kind", "answer", "source"),
    *moments("drawn_at", "checked_at"),
    PrimaryKeyConstraint("merchant_id", "phone", "kind"),
)
