"""Whom orders are credited to, and how flows and campaigns are counted."""

from sqlalchemy import PrimaryKeyConstraint, Table

from conversation.store_sql.columns import maybe_texts, moments, numbers, texts
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
