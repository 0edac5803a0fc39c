"""Tracked links, and who followed them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    words = ("id", "merchant_id", "contact_id", "conversation_id", "message_id", "token", "address", "target")
    op.create_table(
        "short_links",
        *[sa.Column(name, sa.Text(), nullable=False) for name in words],
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("made_at", "expires_at")],
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("short_links_token", "short_links", ["token"], unique=True)
    op.create_index("short_links_of_conversation", "short_links", ["conversation_id"])
    op.create_index("short_links_of_contact", "short_links", ["contact_id"])
    op.create_table(
        "link_clicks",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("id", "merchant_id", "link_id", "contact_id")],
        sa.Column("message_id", sa.Text(), nullable=False),
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("at", "last_at")],
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("by", "why", "visitor")],
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("link_clicks_on_link", "link_clicks", ["link_id"])
    op.create_index("link_clicks_on_message", "link_clicks", ["message_id"])
    op.create_index("link_clicks_by_contact", "link_clicks", ["contact_id", "at"])
    op.create_index("link_clicks_of_merchant", "link_clicks", ["merchant_id", "at"])
