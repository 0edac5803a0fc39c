"""Tracked links, and who followed them."""

from sqlalchemy import Index, Table

from conversation.store_sql.columns import key, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

short_links = Table(
    "short_links",
    metadata,
    key("id"),
    *texts("merchant_id", "contact_id", "conversation_id", "message_id", "token", "address", "target"),
    *moments("made_at", "expires_at"),
    Index("short_links_token", "token", unique=True),
    Index("short_links_of_conversation", "conversation_id"),
    Index("short_links_of_contact", "contact_id"),
)

link_clicks = Table(
    "link_clicks",
    metadata,
    key("id"),
    *texts("merchant_id", "link_id", "contact_id", "message_id"),
    *moments("at", "last_at"),
    *texts("by", "why", "visitor"),
    *numbers("repeats"),
    Index("link_clicks_on_link", "link_id"),
    Index("link_clicks_on_message", "message_id"),
    Index("link_clicks_by_contact", "contact_id", "at"),
)
