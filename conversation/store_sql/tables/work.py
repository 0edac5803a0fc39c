"""What is to be done: texts to send, turns to run, and what came in already."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from conversation.store_sql.columns import (
    key,
    maybe_moments,
    maybe_numbers,
    maybe_texts,
    moments,
    numbers,
    texts,
    word,
    words,
)
from conversation.store_sql.tables.registry import metadata, partly

sights = Table("sights", metadata, *texts("source", "ref"), *moments("at"), PrimaryKeyConstraint("source", "ref"))

outbox = Table(
    "outbox",
    metadata,
    key("message_id"),
    *texts("merchant_id", "conversation_id", "sender_id", "to", "author", "purpose", "state"),
    *numbers("epoch", "attempts"),
    *moments("until", "expires_at", "queued_at"),
    *maybe_texts("claimed_by", "provider_id", "carrier_status", "error_code"),
    *maybe_moments("claimed_at", "settled_at", "not_before"),
    *maybe_numbers("segments"),
    UniqueConstraint("provider_id"),
    Index("outbox_of_number", "merchant_id", "to", "queued_at"),
)
partly("outbox_queued", outbox.c.queued_at, outbox.c.message_id, where=outbox.c.state == word("queued"))
partly("outbox_never_left", outbox.c.conversation_id, where=outbox.c.state.in_(words("cancelled", "failed")))
partly("outbox_queued_in", outbox.c.conversation_id, where=outbox.c.state == word("queued"))
partly(
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

wakes = Table(
    "wakes",
    metadata,
    key("conversation_id"),
    *texts("merchant_id"),
    *numbers("attempts"),
    *maybe_texts("lease_token"),
    *maybe_moments("due_at", "lease_until"),
)
partly("wakes_due", wakes.c.due_at, where=wakes.c.due_at.is_not(None))
