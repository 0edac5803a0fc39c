"""What live conversations earned, and how far they were looked at."""

from sqlalchemy import Index, Table

from conversation.store_sql.columns import key, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

live_scores = Table(
    "live_scores",
    metadata,
    key("conversation_id"),
    *texts("merchant_id", "pack", "model", "passed", "violations", "crashed", "tone"),
    *moments("quiet_since", "scored_at"),
    *numbers("texts"),
    Index("live_scores_of_merchant", "merchant_id", "quiet_since", "conversation_id"),
)

live_places = Table("live_places", metadata, key("merchant_id"), *texts("conversation_id"), *moments("quiet_since"))
