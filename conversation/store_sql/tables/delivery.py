"""What carriers did to texts: those they filtered, and how much of a daily allowance was taken."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from conversation.store_sql.columns import key, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

filtered_texts = Table(
    "filtered_texts",
    metadata,
    key("message_id"),
    *texts("merchant_id", "template", "code"),
    *moments("at"),
    Index("filtered_of_template", "merchant_id", "template", "at"),
)

sending_days = Table(
    "sending_days",
    metadata,
    *texts("subject", "day", "merchant_id"),
    *numbers("taken"),
    PrimaryKeyConstraint("subject", "day"),
)
