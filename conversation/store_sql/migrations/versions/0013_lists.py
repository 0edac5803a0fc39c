"""Searching by name, number and text, how far each person has read, and lists that begin at once."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from conversation.searching import words_of_contact, words_of_text

revision = "0013"
down_revision = "0012"

BATCH = 2000
CONTACTS = sa.text("SELECT id, merchant_id, name, phone FROM contacts WHERE id > :after ORDER BY id LIMIT :limit")
TEXTS = sa.text(
    "SELECT messages.id AS id, messages.merchant_id, messages.conversation_id, bodies.composed"
    " FROM messages JOIN bodies ON bodies.message_id = messages.id"
    " WHERE messages.id > :after ORDER BY messages.id LIMIT :limit"
)
ADD = sa.text(
    "INSERT INTO searchable (merchant_id, words, contact_id, conversation_id, message_id)"
    " VALUES (:merchant_id, :words, :contact_id, :conversation_id, :message_id)"
)
NOT_CLOSED = sa.text("control != 'closed'")
HELD = sa.text("holder IS NOT NULL")

SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5"
    " (owner, words, content='', detail=column, columnsize=0, prefix='3', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER searchable_added AFTER INSERT ON searchable BEGIN"
    " INSERT INTO search_index (rowid, owner, words) VALUES"
    " (new.number, CASE WHEN new.contact_id IS NULL THEN 't' ELSE 'c' END || hex(new.merchant_id), new.words);"
    " END",
    "CREATE TRIGGER searchable_dropped AFTER DELETE ON searchable BEGIN"
    " INSERT INTO search_index (search_index, rowid, owner, words) VALUES ('delete', old.number,"
    " CASE WHEN old.contact_id IS NULL THEN 't' ELSE 'c' END || hex(old.merchant_id), old.words);"
    " END",
)
POSTGRES_INDEX = "CREATE INDEX search_index ON searchable USING gin (array_to_tsvector(string_to_array(words, ' ')))"


def upgrade() -> None:
    op.create_table(
        "searchable",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=True),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=True) for name in ("contact_id", "conversation_id", "message_id")],
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("contact_id"),
        sa.UniqueConstraint("message_id"),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_INDEX if is_sqlite else (POSTGRES_INDEX,):
        op.execute(sa.text(statement))
    op.create_table(
        "readings",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("user_id", "conversation_id", "merchant_id")],
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "conversation_id"),
    )
    op.create_index(
        "conversations_not_closed",
        "conversations",
        ["merchant_id", "updated_at", "id"],
        sqlite_where=NOT_CLOSED,
        postgresql_where=NOT_CLOSED,
    )
    op.create_index("conversations_of_holder", "conversations", ["holder"], sqlite_where=HELD, postgresql_where=HELD)
    _store_words()


def _store_words() -> None:
    """Store the words of everything that was there before, some rows at a time."""
    connection = op.get_bind()
    for contact_id, merchant_id, name, phone in _in_batches(connection, CONTACTS):
        words = words_of_contact(name, phone)
        connection.execute(ADD, _row(merchant_id, words, contact_id=contact_id))
    for message_id, merchant_id, conversation_id, composed in _in_batches(connection, TEXTS):
        if words := words_of_text(composed):
            connection.execute(ADD, _row(merchant_id, words, conversation_id=conversation_id, message_id=message_id))


def _in_batches(connection: sa.Connection, statement: sa.TextClause) -> Iterator[Any]:
    """Read on by id, so that a large ledger is never in memory as a whole."""
    after = ""
    while batch := connection.execute(statement, {"after": after, "limit": BATCH}).fetchall():
        yield from batch
        after = batch[-1].id


def _row(merchant_id: str, words: str, **found: str) -> dict[str, str | None]:
    nobody = {"contact_id": None, "conversation_id": None, "message_id": None}
    return {"merchant_id": merchant_id, "words": words, **nobody, **found}
