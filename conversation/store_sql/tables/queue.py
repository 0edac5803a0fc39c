"""Cases, and the people who work on them."""

from sqlalchemy import Index, Table

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts, word
from conversation.store_sql.tables.registry import metadata, partly

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
partly("one_open_case", cases.c.conversation_id, unique=True, where=cases.c.state != word("closed"))
partly("cases_of_claimant", cases.c.claimed_by, cases.c.claimed_at, where=cases.c.claimed_by.is_not(None))

agent_profiles = Table("agent_profiles", metadata, key("user_id"), *texts("skills", "languages"), *numbers("capacity"))

presences = Table("presences", metadata, key("user_id"), *texts("state"), *moments("seen_at"))
