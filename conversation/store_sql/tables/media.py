"""Pictures for texts of ours, and apart from them their bytes, which can be destroyed."""

from sqlalchemy import Column, Index, LargeBinary, Table

from conversation.store_sql.columns import key, maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

media_files = Table(
    "media_files",
    metadata,
    key("id"),
    *texts("merchant_id"),
    *maybe_texts("conversation_id"),
    *texts("kind"),
    *numbers("size"),
    *texts("made_by"),
    *moments("made_at"),
    Index("media_files_of_merchant", "merchant_id", "made_at"),
)

media_contents = Table(
    "media_contents", metadata, key("media_id"), *texts("merchant_id"), Column("content", LargeBinary(), nullable=False)
)
