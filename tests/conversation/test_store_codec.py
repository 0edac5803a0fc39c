"""Every row comes back from a database as it went in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversation.clock import from_milliseconds, to_milliseconds
from conversation.conversation import Control, Conversation
from conversation.message import Body, Message
from conversation.store_sql import entities
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.codec import Codec
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import SqliteSession
from conversation.store_sql.sqlite_files import connect_to_write
from tests.conversation.anything import any_of

TABLES = {rows.table.name: rows for rows in vars(entities).values() if isinstance(rows, Rows)}
EXAMPLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
async def raw(tmp_path: Path) -> Iterator[sqlite3.Connection]:  # type: ignore[misc]
    path = tmp_path / "ledger.db"
    await (await open_ledger(f"sqlite:///{path}")).close()
    with closing(connect_to_write(path)) as connection:
        yield connection


def test_every_table_of_entities_is_tried() -> None:
    assert len(TABLES) == 47


@pytest.mark.parametrize("name", TABLES)
@EXAMPLES
@given(data=st.data())
def test_a_row_comes_back_as_it_was_saved(raw: sqlite3.Connection, name: str, data: st.DataObject) -> None:
    rows = TABLES[name]
    row = data.draw(any_of(rows.kind))
    if isinstance(row, Conversation) and (row.control is Control.HUMAN) != (row.holder is not None):
        return
    keys = [column.name for column in rows.table.primary_key.columns]
    raw.execute("BEGIN IMMEDIATE")
    session = SqliteSession(raw)
    rows.save(session, row)
    rows.save(session, row)
    found = rows.one(session, **{key: getattr(row, key) for key in keys})
    raw.execute("ROLLBACK")
    assert found == row
    assert [type(value) for value in _values(found)] == [type(value) for value in _values(row)]


@EXAMPLES
@given(message=any_of(Message))
def test_a_message_comes_back_with_its_words(raw: sqlite3.Connection, message: Message) -> None:
    if message.body is None:
        return
    raw.execute("BEGIN IMMEDIATE")
    books = SqlBooks(SqliteSession(raw))
    books.add_message(message)
    found = books.message(message.merchant_id, message.id)
    raw.execute("DELETE FROM bodies")
    erased = books.message(message.merchant_id, message.id)
    raw.execute("ROLLBACK")
    assert found == message
    assert erased is not None
    assert (erased.body, erased.seq, erased.verdict) == (None, message.seq, message.verdict)


@given(moment=any_of(datetime))
def test_a_moment_is_kept_to_the_millisecond(moment: datetime) -> None:
    assert from_milliseconds(to_milliseconds(moment)) == moment


def test_a_moment_between_two_milliseconds_is_cut_like_the_clocks() -> None:
    between = datetime(2026, 11, 24, 17, 30, 15, 999_999, tzinfo=UTC)
    assert from_milliseconds(to_milliseconds(between)) == between - timedelta(microseconds=999)


def test_what_is_stored_apart_takes_its_place_among_the_fields() -> None:
    codec = Codec(Body, apart=("before",))
    assert codec.names == ("composed", "after", "salt")
    assert codec.decode(("Hi", "!", "salt"), "Dana here:") == Body("Hi", "Dana here:", "!")


def _values(row: Any) -> list[Any]:
    return [getattr(row, name) for name in row.__dataclass_fields__]
