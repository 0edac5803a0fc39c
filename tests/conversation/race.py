"""A race between a process that sends and one that takes over or stops, judged by the order recorded under the lock.

Run as ``python -m tests.conversation.race ROLE URL ROUNDS LINE``: ROLE is send-takeover, send-stop, takeover or
stop, LINE a socket between the two. Both walk through the same conversations together; the one that interrupts waits
a random part of a round, so that it hits every stage of a send.
"""

import asyncio
import random
import socket
import struct
import subprocess
import sys
import time
from dataclasses import dataclass

from conversation.consent import SuppressionReason
from conversation.control import take_over
from conversation.conversation import Conversation
from conversation.errors import NotInControl, Stale
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import ConversationId
from conversation.ledger import Books, Ledger, Reader
from conversation.message import Author, Body, Message, Purpose
from conversation.outbox import OutboxState
from conversation.sending import Claim, Claimed, claim, queue_to_leave, settle
from conversation.store_sql.opening import open_ledger
from conversation.suppression import suppress
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW, draft_by, seed, talk_to

SENDS_A_ROUND = 4
DURATION = struct.Struct("d")
AUTHORS = {"send-takeover": (Author.AI,), "send-stop": (Author.AI, Author.TEMPLATE)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the log says: of the texts tried, `before` were claimed ahead of the interruption, `late` after it."""

    tried: int
    before: int
    late: int

    @property
    def stopped(self) -> int:
        return self.tried - self.before - self.late


async def race(url: str, rounds: int, interruption: str) -> Verdict:
    """Run both processes to their end and judge every conversation."""
    ledger = await open_ledger(url)
    await ledger.write(seed)
    for number in range(rounds):
        await ledger.write(lambda books, number=number: talk_to(books, _phone(number)))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        processes = [
            _begin(f"send-{interruption}", url, rounds, ours),
            _begin(interruption, url, rounds, theirs),
        ]
        codes = [await asyncio.to_thread(process.wait) for process in processes]
    assert codes == [0, 0], codes
    verdict = await judge(ledger, rounds, interruption)
    await ledger.close()
    return verdict


async def judge(ledger: Ledger, rounds: int, interruption: str) -> Verdict:
    """Count, in the order of events that the lock gave them, the claims on either side of the interruption."""
    barrier = EventKind.TAKEN_OVER if interruption == "takeover" else EventKind.SUPPRESSED
    before = late = 0
    for number in range(rounds):
        conversation = await ledger.write(lambda books, number=number: talk_to(books, _phone(number)))
        events = await ledger.read(lambda books, cvn=conversation.id: books.events(MERCHANT.id, cvn))
        (wall,) = [event.number for event in events if event.kind is barrier]
        for event in events:
            before += event.kind is EventKind.TEXT_CLAIMED and event.number < wall
            late += event.kind is EventKind.TEXT_CLAIMED and event.number > wall
    return Verdict(rounds * SENDS_A_ROUND, before, late)


async def send(ledger: Ledger, conversation_id: ConversationId, authors: tuple[Author, ...]) -> None:
    """Queue and claim texts: half of them at once, as turns do, and half later, as a sender does."""
    for number in range(SENDS_A_ROUND):
        author, at_once = authors[number % len(authors)], number >= SENDS_A_ROUND // 2
        try:
            message, outcome = await ledger.write(
                lambda books, author=author, at_once=at_once: _queue(books, conversation_id, author, at_once=at_once)
            )
        except (Stale, NotInControl):
            continue
        if outcome is None:
            outcome = await ledger.write(lambda books, message=message: claim(books, MERCHANT.id, message.id, "s", NOW))
        if isinstance(outcome, Claimed):
            row = outcome.row
            await ledger.write(lambda books, row=row: settle(books, row, OutboxState.SENT, NOW))


def _queue(
    books: Books, conversation_id: ConversationId, author: Author, *, at_once: bool
) -> tuple[Message, Claim | None]:
    with hold(books, MERCHANT.id, conversation_id, NOW) as held:
        standing = books.suppression(MERCHANT.id, _phone_of(books, held.row))
        if standing is not None and standing.is_live:
            raise Stale("the gate would refuse: opted out")
        worker = "s" if at_once else None
        return queue_to_leave(held, draft_by(author, held.row), Body("Hi"), Purpose.REPLY, ALLOW, worker=worker)


async def interrupt(ledger: Ledger, role: str, conversation: Conversation, phone: str) -> None:
    if role == "takeover":
        await ledger.write(lambda books: take_over(books, MERCHANT.id, conversation.id, DANA, NOW))
    else:
        reason = SuppressionReason.OPT_OUT
        await ledger.write(lambda books: suppress(books, MERCHANT.id, phone, reason, "STOP", NOW))


def _phone_of(books: Books, conversation: Conversation) -> str:
    contact = books.contact(conversation.merchant_id, conversation.contact_id)
    return contact.phone if contact else ""


def _phone(number: int) -> str:
    return f"+1303{number:07}"


async def main(role: str, url: str, rounds: int, line: socket.socket) -> None:
    """Play one role. The sender tells when a round begins and how long the last one took, and awaits an answer."""
    ledger = await open_ledger(url)
    dice = random.Random(rounds)
    last = 0.01
    for number in range(rounds):
        conversation = await ledger.read(lambda books, number=number: _talk(books, _phone(number)))
        if role in AUTHORS:
            line.sendall(DURATION.pack(last))
            begun = time.perf_counter()
            await send(ledger, conversation.id, AUTHORS[role])
            last = time.perf_counter() - begun
            line.recv(1)
        else:
            (usual,) = DURATION.unpack(line.recv(DURATION.size))
            await asyncio.sleep(dice.random() * usual)
            await interrupt(ledger, role, conversation, _phone(number))
            line.sendall(b"!")
    await ledger.close()


def _begin(role: str, url: str, rounds: int, line: socket.socket) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.conversation.race", role, url, str(rounds), str(line.fileno())]
    return subprocess.Popen(command, pass_fds=[line.fileno()])


def _talk(books: Reader, phone: str) -> Conversation:
    contact = books.contact_by_phone(MERCHANT.id, phone)
    assert contact is not None
    return books.open_conversations(MERCHANT.id, contact.id)[0]


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), socket.socket(fileno=int(sys.argv[4]))))
