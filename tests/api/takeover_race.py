"""Three processes race over the real road, are killed at random points, and are judged by what the ledger holds.

A desk lets shoppers text and takes their conversations over while two workers answer: the takeover hits a turn that
waits for its model, a text that is queued, or one that is being handed to the carrier. The seat does not look whether
its turn is still current, so that only the fence keeps it silent.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from statistics import quantiles

from agent.outcome import Outcome
from agent.view import TurnView
from api.intake import Intake
from api.sample_world import DANA, MERCHANT, NUMBER, seed_store
from api.worker import Worker
from channels.carrier import Outgoing, Receipt
from channels.sender import SETTLING_AGE
from channels.status import CarrierStatus
from compliance.rulebook import load_rulebook
from conversation.clock import ShiftedClock
from conversation.control import take_over
from conversation.conversation import Control, Conversation
from conversation.event import EventKind
from conversation.ledger import Books, Ledger, Reader
from conversation.message import Author, Direction
from conversation.outbox import OutboxState
from conversation.receiving import InboundText
from conversation.store_sql.opening import open_ledger
from tests.compliance.street import Talker, worker_of
from tools.context import TurnContext

ROLES = ("desk", "worker", "worker")
AT_ONCE = 16
"""Conversations that the desk has under way."""
LONGEST_THOUGHT = 0.04
"""Seconds, of a model call."""
MORNING = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
ENDED = {OutboxState.SENT, OutboxState.CANCELLED, OutboxState.FAILED, OutboxState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Track:
    """What every process is told: the ledger, where the carrier and the desk write down, and what time it is.

    A takeover comes up to `longest_wait` seconds after its text, sooner rather than later.
    """

    url: str
    folder: Path
    offset: timedelta
    rounds: int
    seed: int
    longest_wait: float = 0.3

    @property
    def carried(self) -> Path:
        return self.folder / "carried"

    @property
    def commits(self) -> Path:
        return self.folder / "commits"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of it. `late` texts were claimed after the takeover of their conversation had committed."""

    takeovers: int
    kills: Counter[str]
    claimed: int
    discarded: int
    cancelled: int
    late: int
    doubled: int
    lost: int
    unknown: int
    unsettled: int
    milliseconds: tuple[float, ...]

    @property
    def percentiles(self) -> tuple[float, float]:
        """The median and the 99th percentile of a takeover's commit, in ms."""
        cuts = quantiles(self.milliseconds, n=100)
        return cuts[49], cuts[98]


class Paper:
    """A carrier that writes down what it takes: it outlives the process that sends."""

    name = "simulator"

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()

    def confirms_opt_out(self, body: str) -> bool:
        return False

    async def send(self, outgoing: Outgoing) -> Receipt:
        await asyncio.sleep(0.002)
        note(self._path, outgoing.ref)
        return Receipt(f"SM{outgoing.ref}", CarrierStatus.SENT)

    async def find(self, outgoing: Outgoing, since: datetime) -> Receipt | None:
        is_there = outgoing.ref in self._path.read_text().split()
        return Receipt(f"SM{outgoing.ref}", CarrierStatus.SENT) if is_there else None


class Thinker(Talker):
    """A seat that thinks as a model call takes, and never looks up meanwhile."""

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        await asyncio.sleep(random.random() * LONGEST_THOUGHT)
        return await super().take_turn(view, context)


async def race(track: Track, pause: float, most_kills: int) -> Outcomes:
    """Run the three to the desk's end; every `pause` seconds, more or less, one of them dies and is begun again."""
    ledger = await open_ledger(track.url)
    await ledger.write(seed_store)
    track.commits.touch()
    processes = [_begin(role, track) for role in ROLES]
    kills: Counter[str] = Counter()
    dice = random.Random(track.seed)
    try:
        while processes[0].exitcode != 0:
            await asyncio.to_thread(processes[0].join, pause * (0.5 + dice.random()))
            place = dice.randrange(len(ROLES))
            assert all(process.exitcode in (None, 0) for process in processes), "one of them died by itself"
            if processes[0].exitcode != 0 and kills.total() < most_kills:
                _kill(processes[place])
                kills[ROLES[place]] += 1
                processes[place] = _begin(ROLES[place], track)
    finally:
        for process in processes:
            _kill(process)
    await _settle(ledger, track)
    found = await ledger.read(lambda books: judge(books, track, kills))
    await ledger.close()
    return found


def judge(books: Reader, track: Track, kills: Counter[str]) -> Outcomes:
    """Count, in the order of events that the lock gave them, what each conversation came to."""
    tally: Counter[str] = Counter()
    for number in range(track.rounds):
        talk = talk_of(books, number)
        assert talk is not None
        assert talk.control is Control.HUMAN
        events = books.events(talk.merchant_id, talk.id)
        (wall,) = [event.number for event in events if event.kind is EventKind.TAKEN_OVER]
        tally["late"] += sum(event.kind is EventKind.TEXT_CLAIMED and event.number > wall for event in events)
        tally["claimed"] += sum(event.kind is EventKind.TEXT_CLAIMED and event.number < wall for event in events)
        tally["discarded"] += sum(event.kind is EventKind.DRAFT_DISCARDED for event in events)
        texts = books.messages(talk.merchant_id, talk.id)
        tally["lost"] += sum(text.direction is Direction.IN for text in texts) != 1
        rows = books.outbox_rows(talk.merchant_id, talk.id)
        assert all(row.author is Author.AI for row in rows)
        for row in rows:
            tally[row.state.value] += 1
            tally["unsettled"] += row.state not in ENDED
    carried = Counter(track.carried.read_text().split())
    return Outcomes(
        takeovers=track.rounds,
        kills=kills,
        claimed=tally["claimed"],
        discarded=tally["discarded"],
        cancelled=tally[OutboxState.CANCELLED.value],
        late=tally["late"],
        doubled=sum(count > 1 for count in carried.values()),
        lost=tally["lost"],
        unknown=tally[OutboxState.UNKNOWN.value],
        unsettled=tally["unsettled"],
        milliseconds=tuple(float(word) for word in track.commits.read_text().split()),
    )


def play(role: str, track: Track) -> None:
    """Be one of the three until the work is done, or until killed."""
    asyncio.run(_desk(track) if role == "desk" else _work(track))


async def _desk(track: Track) -> None:
    ledger = await open_ledger(track.url)
    rulebook, clock = load_rulebook(), ShiftedClock(track.offset)
    numbers = iter(range(track.rounds))

    async def serve() -> None:
        for number in numbers:
            text = InboundText("simulator", f"SM{number}", phone(number), NUMBER, "is it waterproof?")
            await ledger.write(lambda books, text=text: Intake(books, rulebook, clock.now(), _never).take_in(text))
            talk = await ledger.read(lambda books, number=number: talk_of(books, number))
            assert talk is not None
            if talk.control is Control.AI:
                await asyncio.sleep(random.random() ** 2 * track.longest_wait)
                begun = time.perf_counter()
                await ledger.write(lambda books, ref=talk.id: take_over(books, MERCHANT.id, ref, DANA, clock.now()))
                note(track.commits, f"{(time.perf_counter() - begun) * 1000:.3f}")

    await asyncio.gather(*(serve() for _ in range(AT_ONCE)))
    await ledger.close()


async def _work(track: Track) -> None:
    async with _worker(track, ShiftedClock(track.offset)) as worker:
        while True:
            await worker.drain()
            await asyncio.sleep(0.02)


async def _settle(ledger: Ledger, track: Track) -> None:
    """Let the leases and claims of the dead run out, and finish what they left."""
    later = ShiftedClock(track.offset + 2 * SETTLING_AGE)
    async with _worker(track, later) as worker:
        await worker.drain()
        await worker.sender.settle_left_behind()
        await worker.drain()
        assert not await ledger.read(lambda books: books.work_at(later.now()))


@asynccontextmanager
async def _worker(track: Track, clock: ShiftedClock) -> AsyncIterator[Worker]:
    ledger = await open_ledger(track.url)
    yield worker_of(ledger, clock, load_rulebook(), Thinker(), Paper(track.carried))
    await ledger.close()


def talk_of(books: Reader | Books, number: int) -> Conversation | None:
    contact = books.contact_by_phone(MERCHANT.id, phone(number))
    return books.open_conversations(MERCHANT.id, contact.id)[0] if contact else None


def phone(number: int) -> str:
    return f"+1303{number:07}"


def note(path: Path, word: str) -> None:
    """Append a word; one write of so few bytes is whole or not there."""
    with path.open("ab", buffering=0) as file:
        file.write(f"{word}\n".encode())


def _begin(role: str, track: Track) -> BaseProcess:
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])  # so that a process that dies is replaced in milliseconds
    process = context.Process(target=play, args=(role, track))
    process.start()
    return process


def _kill(process: BaseProcess) -> None:
    process.kill()
    process.join()


def _never(body: str) -> bool:
    return False
