"""The writer thread: how commands share a commit, and what each is told when something goes wrong."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conversation.ledger import Books, Ledger
from conversation.store_sql import ahead, campaigns, messages, sqlite_writer
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.sqlite import LedgerClosed, SqliteLedger
from conversation.store_sql.sqlite_files import connect_to_read, connect_to_write
from conversation.store_sql.sqlite_writer import MOST_IN_A_GROUP, NotWritten
from conversation.store_sql.statement import Statement
from conversation.user import User
from tests.conversation.world import NOW

Tap = Callable[[sqlite3.Connection], None]


def save(name: str, size: int = 1) -> Callable[[Books], str]:
    """Return a command that stores a user whose name takes `size` bytes."""

    def command(books: Books) -> str:
        books.save_user(User(name, "x" * size, {}))
        return name

    return command


async def names(ledger: Ledger) -> set[str]:
    return {user.id for user in await ledger.read(lambda books: books.users())}


async def open_tapped(path: Path, monkeypatch: pytest.MonkeyPatch, tap: Tap) -> Ledger:
    """Open a ledger after `tap` has had the writer's connection."""

    def connect(path: Path) -> sqlite3.Connection:
        raw = connect_to_write(path)
        tap(raw)
        return raw

    monkeypatch.setattr(sqlite_writer, "connect_to_write", connect)
    return await open_ledger(f"sqlite:///{path}")


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    opened = await open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    await opened.close()


async def test_commands_that_wait_together_share_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    ledger = await open_tapped(tmp_path / "l.db", monkeypatch, lambda raw: raw.set_trace_callback(said.append))
    all_wait = threading.Event()
    first = asyncio.ensure_future(ledger.write(lambda books: all_wait.wait(10)))
    await asyncio.sleep(0.05)
    many = 4 * MOST_IN_A_GROUP
    others = [asyncio.ensure_future(ledger.write(save(f"usr_{number}"))) for number in range(many)]
    await asyncio.sleep(0)
    all_wait.set()
    await asyncio.gather(first, *others)
    assert len(await names(ledger)) == many
    await ledger.close()
    assert said.count("COMMIT") == 5


async def test_every_commit_is_forced_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[Any] = []

    def tap(raw: sqlite3.Connection) -> None:
        modes.append(raw.execute("PRAGMA synchronous").fetchone()[0])
        modes.append(raw.execute("PRAGMA journal_mode").fetchone()[0])

    await (await open_tapped(tmp_path / "l.db", monkeypatch, tap)).close()
    assert modes == [2, "wal"]


async def test_a_commit_waits_for_the_disk_where_one_of_its_commands_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers: list[sqlite3.Connection] = []
    ledger = await open_tapped(tmp_path / "l.db", monkeypatch, writers.append)
    modes: dict[str, int] = {}

    def noting(name: str) -> Callable[[Books], object]:
        return lambda _: modes.__setitem__(name, writers[0].execute("PRAGMA synchronous").fetchone()[0])

    await ledger.write(noting("durable"))
    await ledger.write(noting("not durable"), durable=False)
    await ledger.write(noting("durable again"))
    holding = threading.Event()
    held = asyncio.ensure_future(ledger.write(lambda _: holding.wait(10), durable=False))
    await asyncio.sleep(0)
    together = [ledger.write(noting("with another"), durable=False), ledger.write(save("usr_1"))]
    waiting = asyncio.gather(*together)
    await asyncio.sleep(0)
    holding.set()
    await asyncio.gather(held, waiting)
    await ledger.close()
    assert modes == {"durable": 2, "not durable": 1, "durable again": 2, "with another": 2}


async def test_a_full_disk_is_told_to_everyone_it_concerns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever SQLite rolls back on its own, a command that returned is stored and one that raised is not."""
    ledger = await open_tapped(
        tmp_path / "l.db", monkeypatch, lambda raw: raw.execute("PRAGMA max_page_count=120").fetchone()
    )
    sizes = [900_000 if number % 5 == 3 else 100 for number in range(20)]
    outcomes = await asyncio.gather(
        *(ledger.write(save(f"usr_{number}", size)) for number, size in enumerate(sizes)), return_exceptions=True
    )
    told = {outcome for outcome in outcomes if isinstance(outcome, str)}
    assert told == await names(ledger)
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) >= 4
    assert await ledger.write(save("usr_after")) == "usr_after"
    await ledger.close()


class Failing(sqlite3.Connection):
    """A connection whose next COMMIT fails, as on a disk that breaks."""

    fails = False

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql == "COMMIT" and self.fails:
            self.fails = False
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *values)


async def test_a_failed_commit_fails_the_whole_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "l.db"
    await (await open_ledger(f"sqlite:///{path}")).close()
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=Failing)
    monkeypatch.setattr(sqlite_writer, "connect_to_write", lambda path: raw)
    heard: list[frozenset[str]] = []

    class Ear:
        def ring(self, touched: frozenset[str]) -> None:
            heard.append(touched)

    ledger = SqliteLedger(path, Ear())
    raw.fails = True

    def wakes(books: Books) -> None:
        books.wake("mer_1", "cvn_1", NOW)

    def raises(books: Books) -> None:
        raise KeyError("its own")

    outcomes = await asyncio.gather(
        ledger.write(save("usr_1")), ledger.write(wakes), ledger.write(raises), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [NotWritten, NotWritten, KeyError]
    assert "disk I/O error" in str(outcomes[0])
    assert await names(ledger) == set()
    assert heard == []
    assert await ledger.write(save("usr_2")) == "usr_2"
    await ledger.close()


async def test_a_caller_that_gives_up_undoes_nothing(ledger: Ledger) -> None:
    waiting = asyncio.ensure_future(ledger.write(save("usr_1")))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await ledger.write(save("usr_2"))
    assert await names(ledger) == {"usr_1", "usr_2"}


async def test_a_command_that_ends_an_iterator_too_far_is_answered(ledger: Ledger) -> None:
    def runs_dry(books: Books) -> object:
        return next(iter(books.users()))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await ledger.write(runs_dry)
    with pytest.raises(RuntimeError, match="StopIteration"):
        await ledger.read(lambda books: next(iter(books.merchants())))


async def test_writing_waits_for_another_process(tmp_path: Path, ledger: Ledger) -> None:
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    release.start()
    begun = time.monotonic()
    await ledger.write(save("usr_1"))
    assert time.monotonic() - begun > 0.2
    release.join()
    other.close()


async def test_a_reader_cannot_write(tmp_path: Path, ledger: Ledger) -> None:
    with (
        closing(connect_to_read(tmp_path / "ledger.db")) as raw,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        raw.execute("DELETE FROM users")


async def test_closing_finishes_what_is_queued(tmp_path: Path) -> None:
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'l.db'}")
    writing = [asyncio.ensure_future(ledger.write(save(f"usr_{number}"))) for number in range(300)]
    await asyncio.sleep(0)
    await ledger.close()
    assert len(await asyncio.gather(*writing)) == 300
    await ledger.close()
    with pytest.raises(LedgerClosed):
        await ledger.write(save("usr_late"))
    with pytest.raises(LedgerClosed):
        await ledger.read(lambda books: books.users())


def test_a_loop_that_ended_does_not_stop_the_writer(tmp_path: Path) -> None:
    ledger = SqliteLedger(asyncio.run(_prepare(tmp_path / "l.db")))

    async def leaves_early() -> None:
        for number in range(200):
            waiting = asyncio.ensure_future(ledger.write(save(f"usr_{number}")))
        await asyncio.sleep(0)
        waiting.cancel()

    async def comes_later() -> None:
        assert await ledger.write(save("usr_later")) == "usr_later"
        assert "usr_later" in await names(ledger)
        await ledger.close()

    asyncio.run(leaves_early())
    asyncio.run(comes_later())


async def _prepare(path: Path) -> Path:
    await (await open_ledger(f"sqlite:///{path}")).close()
    return path


OWN = {"merchant_id": "mer_1", "campaign_id": "cmp_1", "these": "[]"}
BY_KEY = (ahead.CONTACTS, ahead.OUTBOX, ahead.TALKS, ahead.OFFERS, messages.AMONG, campaigns.QUEUED_BY)


@pytest.mark.parametrize("statement", BY_KEY)
async def test_what_is_listed_by_key_is_not_looked_for_among_all_that_the_merchant_has(
    tmp_path: Path, ledger: Ledger, statement: Statement
) -> None:
    words, values = statement.for_sqlite(OWN)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as raw:
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {words}", values)]
    assert plan
    assert not [step for step in plan if "(merchant_id=?)" in step]
