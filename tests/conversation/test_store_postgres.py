"""What only Postgres can do to a ledger: deadlocks, and connections that break."""

import asyncio
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from conversation.control import take_over
from conversation.ledger import Books, Ledger
from conversation.people import remove_user
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.postgres import MOST_TRIES
from conversation.store_sql.statement import Statement
from tests.conversation.world import DANA, MERCHANT, NOW, seed, talk_to

FIRST, SECOND = "+13035550001", "+13035550002"


@pytest.fixture
async def ledger(postgres_url: str) -> AsyncIterator[Ledger]:
    opened = await open_ledger(postgres_url)
    await opened.write(seed)
    yield opened
    await opened.close()


async def test_a_deadlock_is_run_again(ledger: Ledger) -> None:
    """Two commands lock the same two conversations in opposite order, each after the other has its first lock."""
    talks = [await ledger.write(lambda books, phone=phone: talk_to(books, phone)) for phone in (FIRST, SECOND)]
    runs: list[str] = []

    def crosses(name: str, order: list[str]) -> Callable[[Books], str]:
        def command(books: Books) -> str:
            runs.append(name)
            for conversation_id in order:
                books.lock_conversation(MERCHANT.id, conversation_id)
                if runs.count(name) == 1:
                    _pause(books)
            return name

        return command

    ids = [talk.id for talk in talks]
    answers = await asyncio.gather(
        ledger.write(crosses("forth", ids)),
        ledger.write(crosses("back", ids[::-1])),
    )
    assert answers == ["forth", "back"]
    assert len(runs) in (3, 4), "one command is the victim; on a busy machine Postgres may choose both"


async def test_what_is_no_deadlock_is_not_run_again(ledger: Ledger) -> None:
    runs = []

    def fails(books: Books) -> None:
        runs.append(1)
        _execute(books, "SELECT 1 / 0")

    with pytest.raises(DBAPIError):
        await ledger.write(fails)
    assert len(runs) == 1 < MOST_TRIES


async def test_a_server_that_hung_up_is_called_again(ledger: Ledger, postgres_url: str) -> None:
    """Every pooled connection is cut, as by a restart: the next texts must not be lost for that."""
    await asyncio.gather(*(ledger.read(lambda books: books.merchants()) for _ in range(4)))
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    talks = await asyncio.gather(*(ledger.write(talk_to) for _ in range(4)))
    assert len({talk.id for talk in talks}) == 1


def _pause(books: Books) -> None:
    _execute(books, "SELECT pg_sleep(0.2)")


def _execute(books: Books, words: str) -> None:
    assert isinstance(books, SqlBooks)
    books._session.run(Statement(lambda _: text(words)), {})


async def test_one_persons_takeovers_do_not_wait_for_each_other_and_their_removal_waits_for_all(
    ledger: Ledger, postgres_url: str
) -> None:
    talk = await ledger.write(talk_to)
    async with await psycopg.AsyncConnection.connect(postgres_url) as elsewhere:
        await elsewhere.execute("SELECT id FROM users WHERE id = %s FOR SHARE", (DANA.id,))  # as a takeover holds them
        async with asyncio.timeout(20):
            await ledger.write(lambda books: take_over(books, MERCHANT.id, talk.id, DANA, NOW))
        removal = asyncio.create_task(ledger.write(lambda books: remove_user(books, DANA.id, "ops", NOW)))
        while not await ledger.write(_somebody_waits):
            assert not removal.done(), "it went past a takeover that is under way"
            await asyncio.sleep(0)
    await removal
    after = await ledger.read(lambda books: books.conversation(MERCHANT.id, talk.id))
    assert after is not None
    assert after.holder is None


def _somebody_waits(books: Books) -> bool:
    assert isinstance(books, SqlBooks)
    waiting = Statement(lambda _: text("SELECT 1 FROM pg_locks WHERE NOT granted"))
    return books._session.first(waiting, {}) is not None
