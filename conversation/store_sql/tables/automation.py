"""What automation and its figures rest on: orders, touches, assignments and tags."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from conversation.store_sql.columns import amounts, key, maybe_moments, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

orders = Table(
    "orders",
    metadata,
    *texts("merchant_id", "shop_domain", "order_id", "name", "currency", "codes"),
    *maybe_texts("contact_id", "cart_id"),
    *amounts("minor", "refunded_minor"),
    *moments("placed_at", "updated_at"),
    *maybe_moments("cancelled_at"),
    PrimaryKeyConstraint("merchant_id", "shop_domain", "order_id"),
    Index("orders_by_time", "merchant_id", "placed_at", "order_id"),
    Index("orders_of_contact", "merchant_id", "contact_id", "placed_at"),
)

touches = Table(
    "touches",
    metadata,
    key("message_id"),
    *texts("merchant_id", "contact_id", "kind", "automation_id", "step", "variant"),
    *numbers("version"),
    *moments("at"),
    Index("touches_of_contact", "merchant_id", "contact_id", "at"),
    Index("touches_of_automation", "merchant_id", "automation_id", "at"),
    Index("touches_by_time", "merchant_id", "at"),
)

assignments = Table(
    "assignments",
    metadata,
    *texts("merchant_id", "experiment_id", "contact_id", "arm"),
    *moments("at"),
    PrimaryKeyConstraint("merchant_id", "experiment_id", "contact_id"),
    Index("assignments_by_time", "merchant_id", "experiment_id", "at"),
)

tags = Table(
    "tags",
    metadata,
    *texts("merchant_id", "contact_id", "word", "by"),
    *moments("at"),
    PrimaryKeyConstraint("merchant_id", "contact_id", "word"),
    Index("tags_by_word", "merchant_id", "word", "contact_id"),
)
