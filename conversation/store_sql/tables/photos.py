"""Photos, and apart from them the pictures, which can be destroyed."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata, partly

photos = Table(
    "photos",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "message_id", "carrier", "address", "state"),
    *numbers("place", "attempts"),
    *moments("received_at"),
    *maybe_moments("due_at"),
    *maybe_texts("kind", "why"),
    Column("size", Integer(), nullable=True),
    Index("photos_of_conversation", "conversation_id"),
)
partly("photos_due", photos.c.due_at, where=photos.c.due_at.is_not(None))

pictures = Table(
    "pictures", metadata, key("photo_id"), *texts("merchant_id"), Column("content", LargeBinary(), nullable=False)
)
