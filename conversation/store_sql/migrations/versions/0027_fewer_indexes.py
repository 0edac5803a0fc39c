"""Indexes that are not written with every text: of most conversations, and of what leaves as it should."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

CLOSED = sa.text("control = 'closed'")
WITH_PEOPLE = sa.text("control IN ('escalated', 'human')")
NEVER_LEFT = sa.text("state IN ('cancelled', 'failed')")


def upgrade() -> None:
    op.drop_index("conversations_by_news", "conversations")
    op.drop_index("conversations_by_control", "conversations")
    op.drop_index("outbox_of_conversation", "outbox")
    _index("conversations_closed", "conversations", ["merchant_id", "updated_at", "id"], CLOSED)
    _index("conversations_with_people", "conversations", ["merchant_id", "control", "updated_at", "id"], WITH_PEOPLE)
    _index("outbox_never_left", "outbox", ["conversation_id"], NEVER_LEFT)


def _index(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)
