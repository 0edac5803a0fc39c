"""Texts of a span are counted from their index alone."""

from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.drop_index("messages_by_time", "messages")
    columns = ["merchant_id", "created_at", "conversation_id", "seq", "author", "id"]
    op.create_index("messages_by_time", "messages", columns)
