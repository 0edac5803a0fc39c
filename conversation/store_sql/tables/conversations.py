"""Conversations: exchanges, messages, their words, and events."""

from sqlalchemy import CheckConstraint, Index, Table, UniqueConstraint

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts, word, words
from conversation.store_sql.tables.registry import metadata, partly

conversations = Table(
    "conversations",
    metadata,
    key("id"),
    *texts("merchant_id", "contact_id", "sender_id", "exchange_id", "control"),
    *maybe_texts("holder", "cart_id", "escalation", "ai_mode"),
    *numbers("epoch", "last_seq", "last_event", "last_inbound_seq", "handled_seq"),
    *moments("opened_at", "updated_at"),
    *maybe_moments("number_since"),
    CheckConstraint("(control = 'human') = (holder IS NOT NULL)", name="a_human_holds_it"),
    Index("conversations_of_contact", "merchant_id", "contact_id"),
)
partly(
    "one_open_conversation",
    conversations.c.merchant_id,
    conversations.c.contact_id,
    unique=True,
    where=conversations.c.control != word("closed"),
)

partly(
    "conversations_not_closed",
    conversations.c.merchant_id,
    conversations.c.updated_at,
    conversations.c.id,
    where=conversations.c.control != word("closed"),
)
partly(
    "conversations_closed",
    conversations.c.merchant_id,
    conversations.c.updated_at,
    conversations.c.id,
    where=conversations.c.control == word("closed"),
)
partly(
    "conversations_with_people",
    conversations.c.merchant_id,
    conversations.c.control,
    conversations.c.updated_at,
    conversations.c.id,
    where=conversations.c.control.in_(words("escalated", "human")),
)
partly("conversations_of_holder", conversations.c.holder, where=conversations.c.holder.is_not(None))

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
partly(
    "exchanges_of_holder",
    exchanges.c.merchant_id,
    exchanges.c.holder,
    exchanges.c.ended_at,
    where=exchanges.c.holder.is_not(None),
)

partly("exchanges_by_time", exchanges.c.merchant_id, exchanges.c.started_at, where=exchanges.c.holder.is_not(None))

messages = Table(
    "messages",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "exchange_id", "direction", "author", "sources", "rests_on", "media"),
    *numbers("seq", "epoch", "photos"),
    *moments("created_at"),
    *maybe_texts("origin", "purpose", "traffic_type", "user_id", "evidence", "verdict", "model", "prompt_hash"),
    *maybe_texts("provider_id"),
    UniqueConstraint("conversation_id", "seq"),
    Index("messages_by_time", "merchant_id", "created_at", "conversation_id", "seq", "author", "id"),
    CheckConstraint(
        "traffic_type IS NULL OR traffic_type <> 'P2P' OR (author = 'human' AND evidence IS NOT NULL)",
        name="p2p_needs_a_person",
    ),
)

bodies = Table(
    "bodies",
    metadata,
    key("message_id"),
    *texts("composed", "before_text", "after_text"),
    *maybe_texts("salt"),
)

events = Table(
    "events",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "kind", "actor", "details"),
    *numbers("number", "after_seq"),
    *moments("at"),
    *maybe_texts("salt"),
    UniqueConstraint("conversation_id", "number"),
)
partly(
    "events_of_seats",
    events.c.merchant_id,
    events.c.at,
    events.c.id,
    where=events.c.kind.in_(words("seat.unread_draft", "seat.anomaly")),
)
partly(
    "events_of_spending",
    events.c.merchant_id,
    events.c.at,
    events.c.id,
    where=events.c.kind.in_(words("turn.spent")),
)
partly(
    "events_of_outcomes",
    events.c.merchant_id,
    events.c.at,
    where=events.c.kind.in_(words("contact.suppressed", "control.escalated")),
)
