"""A worker that is killed again and again while it tells an inbox: everything arrives there, once and in its order."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.chatwoot.secrets import FILE, InboxSecret, InboxSecrets
from api.demo import DemoClock
from api.sample_world import MERCHANT, SENDER, seed_store
from conversation.bridge import LEASE, Bridge
from conversation.control import escalate
from conversation.conversation import Conversation
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import hold
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.opening import find_or_add_contact, find_or_open
from conversation.receiving import InboundText, receive
from conversation.store_sql.opening import open_ledger
from tests.api.chatwoot.server import ACCOUNT, INBOX, TOKEN, ChatwootServer, chatwoot

SHOPPER = "+13035550111"


@contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"TWOLANE_DEMO": "true", "TWOLANE_DATA_DIR": str(folder), "REDIS_URL": ""}
    process = subprocess.Popen([sys.executable, "-m", "twolane", "worker"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def until_told(inbox: ChatwootServer, count: int) -> None:
    async with asyncio.timeout(60):
        while len(inbox.told(private=False)) < count:
            await asyncio.sleep(0.01)


@pytest.mark.prove
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_killed_worker_tells_everything_once_and_in_order(tmp_path: Path, seed: int) -> None:
    chance, rounds, each = random.Random(seed), 10, 6
    clock = DemoClock(tmp_path / "clock.json")
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'twolane.db'}")
    InboxSecrets(tmp_path / FILE).keep(MERCHANT.id, InboxSecret(token=SecretStr(TOKEN)))
    said: list[str] = []

    def begin(books: Books) -> Conversation:
        seed_store(books)
        books.save_bridge(Bridge(MERCHANT.id, inbox.url, ACCOUNT, INBOX))
        now = clock.now()
        talk = find_or_open(books, find_or_add_contact(books, MERCHANT.id, SHOPPER, now), now)
        with hold(books, MERCHANT.id, talk.id, now) as held:
            escalate(held, Escalation(EscalationReason.REFUND, "", now))
        return talk

    def text(body: str, books: Books) -> None:
        now = clock.now()
        receive(books, InboundText("simulator", new_id("SM", now), SHOPPER, SENDER.phone, body), now)

    async with chatwoot(clock.now) as inbox:
        inbox.slow = 0.03
        await ledger.write(begin)
        kills = 0
        for _ in range(rounds):
            with worker(tmp_path) as process:
                before = len(inbox.told(private=False))
                for _ in range(each):
                    said.append(f"text {len(said)}")
                    await ledger.write(lambda books: text(said[-1], books))
                await until_told(inbox, before + 1)
                await asyncio.sleep(chance.uniform(0, 0.03 * each))
                process.send_signal(signal.SIGKILL)
                kills += 1
            clock.jump_to(clock.now() + 2 * LEASE)
        with worker(tmp_path):
            await until_told(inbox, len(said))
            await asyncio.sleep(0.5)
        told = inbox.told(private=False)
        looked = sum(path.startswith("GET") and path.endswith("/messages") for path in inbox.asked)
        briefs = sum("asks for a person" in note for note in inbox.told(private=True))
    await ledger.close()
    print(f"\n{kills} kills, {len(said)} texts: {len(told)} told, in order: {told == said}, {looked} looked for first")
    assert told == said
    assert briefs == 1
    assert looked > 0
