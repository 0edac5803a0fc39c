"""The tables. Moments are epoch milliseconds, enums their values, values without a column of their own JSON text."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts, word, words

metadata = MetaData()


def _partly(name: str, *columns: Column[str] | Column[int], where: ColumnElement[bool], unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


sights = Table("sights", metadata, *texts("source", "ref"), *moments("at"), PrimaryKeyConstraint("source", "ref"))

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
    *texts("merchant_id", "phone", "kind", "registration", "carrier"),
    UniqueConstraint("phone"),
)

users = Table(
    "users",
    metadata,
    key("id"),
    *texts("name", "roles"),
    *maybe_texts("email"),
    *maybe_moments("removed_at"),
    Index("users_by_email", "email", unique=True),
)

contacts = Table(
    "contacts",
    metadata,
    key("id"),
    *texts("merchant_id", "phone", "name", "country"),
    *maybe_texts("region", "timezone", "billing_region"),
    *moments("created_at"),
    Column("is_test", Boolean(), nullable=False),
    UniqueConstraint("merchant_id", "phone"),
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
    *maybe_moments("lifted_at"),
    PrimaryKeyConstraint("merchant_id", "phone"),
)

halts = Table(
    "halts",
    metadata,
    key("id"),
    *texts("merchant_id", "region", "reason", "by"),
    *moments("since"),
    *maybe_moments("lifted_at"),
    *maybe_texts("lifted_by"),
    Index("halts_of_merchant", "merchant_id"),
)

number_checks = Table(
    "number_checks",
    metadata,
    *texts("merchant_id", "phone", "kind", "answer", "source"),
    *moments("drawn_at", "checked_at"),
    PrimaryKeyConstraint("merchant_id", "phone", "kind"),
)

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
_partly(
    "one_live_offer",
    offers.c.merchant_id,
    offers.c.cart_id,
    unique=True,
    where=offers.c.state.in_(words("reserved", "issued")),
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

conversations = Table(
    "conversations",
    metadata,
    key("id"),
    *texts("merchant_id", "contact_id", "sender_id", "exchange_id", "control"),
    *maybe_texts("holder", "cart_id", "escalation"),
    *numbers("epoch", "last_seq", "last_event", "last_inbound_seq", "handled_seq"),
    *moments("opened_at", "updated_at"),
    CheckConstraint("(control = 'human') = (holder IS NOT NULL)", name="a_human_holds_it"),
    Index("conversations_of_contact", "merchant_id", "contact_id"),
    Index("conversations_by_news", "merchant_id", "updated_at", "id"),
    Index("conversations_by_control", "merchant_id", "control", "updated_at", "id"),
)
_partly(
    "one_open_conversation",
    conversations.c.merchant_id,
    conversations.c.contact_id,
    unique=True,
    where=conversations.c.control != word("closed"),
)

exchanges = Table(
    "exchanges",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "traffic_type"),
    *maybe_texts("holder", "relabelled_by"),
    *numbers("epoch", "after_seq"),
    *moments("started_at"),
    *maybe_moments("ended_at", "relabelled_at"),
    Index("exchanges_of_conversation", "conversation_id"),
)

_partly(
    "exchanges_of_holder",
    exchanges.c.merchant_id,
    exchanges.c.holder,
    exchanges.c.ended_at,
    where=exchanges.c.holder.is_not(None),
)

messages = Table(
    "messages",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "exchange_id", "direction", "author", "sources"),
    *numbers("seq", "epoch"),
    *moments("created_at"),
    *maybe_texts("origin", "purpose", "traffic_type", "user_id", "evidence", "verdict", "model", "prompt_hash"),
    *maybe_texts("provider_id"),
    UniqueConstraint("conversation_id", "seq"),
    CheckConstraint(
        "traffic_type IS NULL OR traffic_type <> 'P2P' OR (author = 'human' AND evidence IS NOT NULL)",
        name="p2p_needs_a_person",
    ),
)

bodies = Table("bodies", metadata, key("message_id"), *texts("composed", "before_text", "after_text"))

events = Table(
    "events",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "kind", "actor", "details"),
    *numbers("number", "after_seq"),
    *moments("at"),
    UniqueConstraint("conversation_id", "number"),
)

_partly(
    "events_of_seats",
    events.c.merchant_id,
    events.c.at,
    events.c.id,
    where=events.c.kind.in_(words("seat.unread_draft", "seat.anomaly")),
)

outbox = Table(
    "outbox",
    metadata,
    key("message_id"),
    *texts("merchant_id", "conversation_id", "sender_id", "to", "author", "purpose", "state"),
    *numbers("epoch", "attempts"),
    *moments("until", "expires_at", "queued_at"),
    *maybe_texts("claimed_by", "provider_id", "carrier_status", "error_code"),
    *maybe_moments("claimed_at", "settled_at", "not_before"),
    UniqueConstraint("provider_id"),
    Index("outbox_of_conversation", "conversation_id"),
    Index("outbox_of_number", "merchant_id", "to", "queued_at"),
)
_partly("outbox_queued", outbox.c.queued_at, outbox.c.message_id, where=outbox.c.state == word("queued"))
_partly(
    "outbox_unsettled",
    outbox.c.queued_at,
    outbox.c.message_id,
    where=outbox.c.state.in_(words("claimed", "unknown")),
)

due_rows = Table(
    "due_rows",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "kind", "state"),
    *moments("due_at", "expires_at"),
    *maybe_texts("ref", "draft", "verdict", "outcome"),
    Index("due_rows_of_conversation", "conversation_id"),
)

cases = Table(
    "cases",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "state", "reason", "priority"),
    *moments("opened_at", "first_reply_due", "resolution_due"),
    *maybe_texts("skill", "language", "claimed_by", "closed_by", "outcome"),
    *maybe_moments("first_reply_at", "claimed_at", "snoozed_until", "closed_at"),
    Index("cases_by_state", "merchant_id", "state", "opened_at", "id"),
)
_partly("one_open_case", cases.c.conversation_id, unique=True, where=cases.c.state != word("closed"))
_partly("cases_of_claimant", cases.c.claimed_by, cases.c.claimed_at, where=cases.c.claimed_by.is_not(None))

agent_profiles = Table("agent_profiles", metadata, key("user_id"), *texts("skills", "languages"), *numbers("capacity"))

presences = Table("presences", metadata, key("user_id"), *texts("state"), *moments("seen_at"))

wakes = Table(
    "wakes",
    metadata,
    key("conversation_id"),
    *texts("merchant_id"),
    *numbers("attempts"),
    *maybe_texts("lease_token"),
    *maybe_moments("due_at", "lease_until"),
)
_partly("wakes_due", wakes.c.due_at, where=wakes.c.due_at.is_not(None))

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

passwords = Table("passwords", metadata, key("user_id"), *texts("hash"), *moments("set_at"))

password_links = Table(
    "password_links",
    metadata,
    key("digest"),
    *texts("user_id", "made_by"),
    *moments("expires_at"),
    *maybe_moments("used_at"),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    key("digest"),
    *texts("user_id"),
    *moments("began_at", "seen_at"),
    *maybe_moments("ended_at"),
    Index("web_sessions_of_user", "user_id"),
)

throttles = Table("throttles", metadata, key("subject"), *numbers("failures"), *moments("last_at"))

api_keys = Table(
    "api_keys",
    metadata,
    key("id"),
    *texts("digest", "name", "merchant_id", "user_id", "scopes", "acts_for", "made_by"),
    *moments("made_at"),
    *maybe_moments("used_at", "revoked_at"),
    UniqueConstraint("digest"),
    Index("api_keys_of_merchant", "merchant_id"),
)

acts = Table(
    "acts",
    metadata,
    key("id"),
    *texts("merchant_id", "kind", "actor", "target", "address", "details"),
    *moments("at"),
    Index("acts_of_merchant", "merchant_id", "at", "id"),
)
