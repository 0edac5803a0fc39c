"""kill -9 in the middle of many conversations: nothing is lost, nothing is doubled, nothing is left hanging."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from api.demo import DemoClock, demo_settings
from api.sample_world import MERCHANT, NUMBER, seed_store
from api.settings import Settings
from channels.sender import SETTLING_AGE
from channels.simulator import Simulator
from channels.simulator_phones import Direction as PhoneDirection
from conversation.conversation import Control
from conversation.ledger import Reader
from conversation.message import Direction, Message
from conversation.outbox import OutboxRow, OutboxState
from conversation.store_sql.opening import open_ledger
from tests.api.served import free_port

ROOT = Path(__file__).parents[2]
ENDED = {OutboxState.SENT, OutboxState.CANCELLED, OutboxState.FAILED, OutboxState.UNKNOWN}
UNREAD = "SELECT count(*) FROM conversations WHERE control = 'ai' AND last_inbound_seq > handled_seq"
PATIENCE = 60.0
STILL = 1.5
"""Seconds without any change after which a house counts as settled: longer than its worker's poll."""


@dataclass(frozen=True, slots=True)
class Town:
    """The phones and the network, which outlive the house that is killed."""

    folder: Path
    port: int
    clock: DemoClock
    network: Simulator
    phones: tuple[str, ...]

    @property
    def ledger_file(self) -> Path:
        return self.folder / "twolane.db"

    def write_in(self) -> list[str]:
        """Everybody texts twice, at once. Returns the words, each of which is used once."""
        said = [(phone, f"what is in my cart again? ({phone[-4:]} {turn})") for turn in (1, 2) for phone in self.phones]
        for phone, body in said:
            self.network.text(phone, NUMBER, body)
        return [body for _, body in said]

    def counted(self) -> tuple[int, ...]:
        """How far things are: messages stored, rows not ended, texts to read or webhooks owed, events."""
        with closing(sqlite3.connect(self.ledger_file)) as ledger:
            messages = ledger.execute("SELECT count(*) FROM messages").fetchone()[0]
            open_rows = ledger.execute("SELECT count(*) FROM outbox WHERE state IN ('queued', 'claimed')").fetchone()[0]
            unread = ledger.execute(UNREAD).fetchone()[0]
            events = ledger.execute("SELECT count(*) FROM events").fetchone()[0]
        return int(messages), int(open_rows), self.network.owed() + int(unread), int(events)

    def let_time_pass(self) -> None:
        """Between two lives: leases and claims of the dead run out, here and in the network."""
        self.clock.jump_to(self.clock.now() + 2 * SETTLING_AGE + timedelta(minutes=1))
        with closing(sqlite3.connect(self.folder / "network.db")) as network, network:
            network.execute("UPDATE webhooks SET claimed_until = 0")


@asynccontextmanager
async def town(folder: Path, size: int) -> AsyncIterator[Town]:
    port = free_port()
    settings = demo_settings(folder, port, Settings(_env_file=None))
    clock = DemoClock(folder / "clock.json")
    ledger = await open_ledger(settings.ledger_url)
    await ledger.write(seed_store)
    await ledger.close()
    network = Simulator(
        path=str(folder / "network.db"),
        clock=clock,
        auth_token=settings.simulator_token.get_secret_value(),
        public_url=settings.public_url,
    )
    phones = tuple(f"+1303555{100 + number:04d}" for number in range(size))
    try:
        yield Town(folder, port, clock, network, phones)
    finally:
        await network.close()


async def live_until(town: Town, done: Callable[[], bool], look_every: float = 0.005) -> None:
    """Run a house until `done`, then kill it with signal 9. It is looked at every so many seconds."""
    with (town.folder / "house.log").open("ab") as log:
        command = [sys.executable, "-m", "tests.api.kill_driver", str(town.folder), str(town.port)]
        house = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    try:
        async with asyncio.timeout(PATIENCE):
            while not done():
                assert house.poll() is None, (town.folder / "house.log").read_text()
                await asyncio.sleep(look_every)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(house.pid, signal.SIGKILL)
        house.wait()


async def live_until_settled(town: Town) -> None:
    """Run a house until nothing is owed or open and nothing has changed for a while."""
    loop = asyncio.get_running_loop()
    seen, since = town.counted(), loop.time()

    def settled() -> bool:
        nonlocal seen, since
        now = town.counted()
        if now != seen or now[1] or now[2]:
            seen, since = now, loop.time()
        return loop.time() - since > STILL

    await live_until(town, settled, look_every=0.1)


@dataclass(frozen=True, slots=True)
class Found:
    """What the ledger holds in the end."""

    messages: tuple[Message, ...]
    rows: tuple[OutboxRow, ...]
    unanswered: tuple[str, ...]


async def read_ledger(town: Town) -> Found:
    def read(books: Reader) -> Found:
        conversations = books.conversations((MERCHANT.id,), limit=200)
        return Found(
            tuple(message for row in conversations for message in books.messages(MERCHANT.id, row.id)),
            tuple(outbox for row in conversations for outbox in books.outbox_rows(MERCHANT.id, row.id)),
            tuple(row.id for row in conversations if row.control is Control.AI and row.has_unhandled_text),
        )

    ledger = await open_ledger(f"sqlite:///{town.ledger_file}")
    try:
        return await ledger.read(read)
    finally:
        await ledger.close()


async def kill_and_check(folder: Path, size: int, moments: tuple[int, ...]) -> Found:
    """Let everybody text, kill the house whenever the ledger has so many messages, and check what is left."""
    async with town(folder, size) as here:
        said = here.write_in()
        for moment in moments:
            await live_until(here, lambda moment=moment: here.counted()[0] >= moment)  # type: ignore[misc]
            here.let_time_pass()
        assert any(here.counted()[1:3]), "the house had finished before it was killed"
        await live_until_settled(here)
        found = await read_ledger(here)

        stored = Counter(message.text for message in found.messages if message.direction is Direction.IN)
        assert stored == Counter(said)
        assert here.network.dropped() == ()
        assert {row.state for row in found.rows} <= ENDED
        for row in found.rows:
            copies = len(here.network.copies(row.message_id))
            assert copies <= 1
            assert row.state is OutboxState.UNKNOWN or copies == (row.state is OutboxState.SENT)
        ours = {row.message_id for row in found.rows}
        carried = [text for phone in here.phones for text in here.network.phone(phone)]
        received = [text for text in carried if text.direction is PhoneDirection.TO_PHONE]
        assert {text.ref for text in received} <= ours
        assert found.unanswered == ()
        assert {text.phone for text in received} | unknown_phones(found) == set(here.phones)
        return found


def unknown_phones(found: Found) -> set[str]:
    return {row.to for row in found.rows if row.state is OutboxState.UNKNOWN}


@pytest.mark.slow
async def test_a_house_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    await kill_and_check(tmp_path, 10, (14,))


@pytest.mark.prove
@pytest.mark.timeout(600)
@pytest.mark.parametrize("moments", [(1,), (40,), (75,), (101,), (110,), (130,), (5, 60, 105, 120)], ids=str)
async def test_fifty_conversations_survive_a_kill_at_any_moment(tmp_path: Path, moments: tuple[int, ...]) -> None:
    found = await kill_and_check(tmp_path, 50, moments)
    states = Counter(row.state.value for row in found.rows)
    print(f"\nkilled at {moments} messages: {len(found.messages)} messages, {dict(states)}")
