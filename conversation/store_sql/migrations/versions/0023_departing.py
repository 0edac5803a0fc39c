"""Finding what is queued in one conversation, and words that SQLite indexes many at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

QUEUED = sa.text("state = 'queued'")
INDEX_LATER = (
    "DROP TRIGGER searchable_added",
    "DROP TRIGGER searchable_dropped",
    "CREATE TRIGGER searchable_dropped AFTER DELETE ON searchable"
    " WHEN old.number <= (SELECT number FROM search_mark) BEGIN"
    " INSERT INTO search_index (search_index, rowid, owner, words) VALUES ('delete', old.number,"
    " CASE WHEN old.contact_id IS NULL THEN 't' ELSE 'c' END || hex(old.merchant_id), old.words);"
    # the number of the last row may be given out again
    " UPDATE search_mark SET number = min(number, (SELECT coalesce(max(number), 0) FROM searchable));"
    " END",
    "INSERT INTO search_mark (id, number) SELECT 1, coalesce(max(number), 0) FROM searchable",
)


def upgrade() -> None:
    op.create_index("outbox_queued_in", "outbox", ["conversation_id"], sqlite_where=QUEUED, postgresql_where=QUEUED)
    op.create_table(
        "search_mark",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in INDEX_LATER:
            op.execute(sa.text(statement))
