"""What lists of conversations are found by: words, and how far each person has read."""

from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Table, UniqueConstraint

from conversation.store_sql.columns import maybe_texts, moments, numbers, texts
from conversation.store_sql.tables.registry import metadata

searchable = Table(
    "searchable",
    metadata,
    Column("number", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    *texts("merchant_id", "words"),
    *maybe_texts("contact_id", "conversation_id", "message_id"),
    UniqueConstraint("contact_id"),
    UniqueConstraint("message_id"),
)
"""A contact's name and number, or a text. Migration 0013 makes the index over the words, in each database's own way."""

search_mark = Table(
    "search_mark",
    metadata,
    Column("id", Integer(), primary_key=True, autoincrement=False),
    Column("number", BigInteger(), nullable=False),
)
"""One row on SQLite: up to which row of `searchable` its index goes. Postgres has its own pending list."""

readings = Table(
    "readings",
    metadata,
    *texts("user_id", "conversation_id", "merchant_id"),
    *numbers("seq"),
    *moments("at"),
    PrimaryKeyConstraint("user_id", "conversation_id"),
)
