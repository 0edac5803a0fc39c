"""Whom orders are credited to, and how flows and campaigns are counted."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from conversation.store_sql.columns import amounts, key, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

credits = Table(
    "credits",
    metadata,
    *texts("merchant_id", "shop_domain", "order_id", "how", "message_id", "conversation_id", "spoke"),
    *texts("automation_id", "step", "variant"),
    *maybe_texts("kind"),
    *numbers("version"),
    *moments("at"),
    PrimaryKeyConstraint("merchant_id", "shop_domain", "order_id"),
)

automation_rules = Table(
    "automation_rules",
    metadata,
    *texts("merchant_id", "kind", "automation_id", "rule"),
    *numbers("hold_out_percent"),
    *moments("changed_at"),
    PrimaryKeyConstraint("merchant_id", "kind", "automation_id"),
)

day_figures = Table(
    "day_figures",
    metadata,
    *texts("merchant_id", "day", "zone"),
    *moments("counted_at"),
    *texts("sums", "reach", "talks", "ai_waits", "human_waits", "spent", "arms"),
    *amounts("segments", "held_seconds"),
    PrimaryKeyConstraint("merchant_id", "day"),
)

reopenings = Table(
    "reopenings",
    metadata,
    key("id"),
    *texts("merchant_id"),
    *moments("since", "until"),
    Index("reopenings_of_merchant", "merchant_id", "id"),
)
