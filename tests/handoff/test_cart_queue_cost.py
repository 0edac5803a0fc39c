"""A page of the queue costs the same however many carts wait behind it."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversation.ledger import Books, Ledger, Reader
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.session import SqliteSession
from handoff.cart_queue import PAGE, cart_queue
from tests.handoff.recovery_world import DANA, LATER, RULEBOOK, leave, seed

BATCH = 500


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Ledger]:
    opened = await open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    await opened.write(seed)
    yield opened
    await opened.close()


async def test_a_page_asks_the_ledger_as_often_with_many_carts_as_with_few(
    sqlite: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave_many(sqlite, 0, 60)
    few = await questions_of_a_page(sqlite, monkeypatch)
    assert few > PAGE
    await leave_many(sqlite, 60, 300)
    assert await questions_of_a_page(sqlite, monkeypatch) == few


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_a_page_among_ten_thousand_carts_is_read_in_time(sqlite: Ledger) -> None:
    for begin in range(0, 10_000, BATCH):
        await leave_many(sqlite, begin, begin + BATCH)
    begun = time.process_time()
    found = await sqlite.read(lambda books: cart_queue(books, DANA, RULEBOOK, LATER))
    took = time.process_time() - begun
    print(f"\n10,000 eligible carts: a page of {len(found.carts)} in {took * 1000:.0f} ms of CPU")
    assert len(found.carts) == PAGE
    assert took < 0.15


async def questions_of_a_page(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> int:
    asked = 0
    real = SqliteSession.all, SqliteSession.first

    def read(books: Reader) -> int:
        nonlocal asked

        def counted(which):
            def ask(self, statement, values):
                nonlocal asked
                asked += 1
                return real[which](self, statement, values)

            return ask

        with monkeypatch.context() as patched:
            patched.setattr(SqliteSession, "all", counted(0))
            patched.setattr(SqliteSession, "first", counted(1))
            assert len(cart_queue(books, DANA, RULEBOOK, LATER).carts) == PAGE
        return asked

    await ledger.read(read)
    return asked


async def leave_many(ledger: Ledger, begin: int, end: int) -> None:
    def write(books: Books) -> None:
        for number in range(begin, end):
            leave(books, phone=f"+1303{5550000 + number:07}", token=f"ct{number:05}")

    await ledger.write(write)
