"""Who may come in: passwords, sessions, keys and throttles; and who did what to the house."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table("passwords", _key("user_id"), *_texts("hash"), *_moments("set_at"))
    op.create_table(
        "password_links",
        _key("digest"),
        *_texts("user_id", "made_by"),
        *_moments("expires_at"),
        *_moments("used_at", nullable=True),
    )
    op.create_table(
        "web_sessions",
        _key("digest"),
        *_texts("user_id"),
        *_moments("began_at", "seen_at"),
        *_moments("ended_at", nullable=True),
    )
    op.create_index("web_sessions_of_user", "web_sessions", ["user_id"], unique=False)
    op.create_table(
        "throttles", _key("subject"), sa.Column("failures", sa.Integer(), nullable=False), *_moments("last_at")
    )
    op.create_table(
        "api_keys",
        _key("id"),
        *_texts("digest", "name", "merchant_id", "user_id", "scopes", "acts_for", "made_by"),
        *_moments("made_at"),
        *_moments("used_at", "revoked_at", nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("api_keys_of_merchant", "api_keys", ["merchant_id"], unique=False)
    op.create_table(
        "acts",
        _key("id"),
        *_texts("merchant_id", "kind", "actor", "target", "address", "details"),
        *_moments("at"),
    )
    op.create_index("acts_of_merchant", "acts", ["merchant_id", "at", "id"], unique=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, primary_key=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moments(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]
