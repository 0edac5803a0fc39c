"""Who may come in, and who did what."""

from sqlalchemy import Index, Table, UniqueConstraint

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts, words
from conversation.store_sql.tables.registry import metadata, partly

users = Table(
    "users",
    metadata,
    key("id"),
    *texts("name", "roles"),
    *maybe_texts("email"),
    *maybe_moments("removed_at"),
    Index("users_by_email", "email", unique=True),
)

passwords = Table("passwords", metadata, key("user_id"), *texts("hash"), *moments("set_at"))

password_links = Table(
    "password_links",
    metadata,
    key("digest"),
    *texts("user_id", "made_by"),
    *moments("expires_at"),
    *maybe_moments("used_at"),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    key("digest"),
    *texts("user_id"),
    *moments("began_at", "seen_at"),
    *maybe_moments("ended_at"),
    Index("web_sessions_of_user", "user_id"),
)

throttles = Table("throttles", metadata, key("subject"), *numbers("failures"), *moments("last_at"))

api_keys = Table(
    "api_keys",
    metadata,
    key("id"),
    *texts("digest", "name", "merchant_id", "user_id", "scopes", "acts_for", "made_by"),
    *moments("made_at"),
    *maybe_moments("used_at", "revoked_at"),
    UniqueConstraint("digest"),
    Index("api_keys_of_merchant", "merchant_id"),
)

acts = Table(
    "acts",
    metadata,
    key("id"),
    *texts("merchant_id", "kind", "actor", "target", "address", "details"),
    *moments("at"),
    Index("acts_of_merchant", "merchant_id", "at", "id"),
)
partly("acts_spent", acts.c.merchant_id, acts.c.at, where=acts.c.kind.in_(words("campaign.drafted")))
