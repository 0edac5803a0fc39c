"""Many recipients of one campaign, some of whom may not be texted, and the processes that work on it until killed."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from mmap import mmap
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import TypeAlias

from api.campaigning import Campaigning
from channels.sender import OutboxSender
from channels.simulator import Simulator
from channels.simulator_weather import Reject, Weather
from compliance.rulebook import load_rulebook
from conversation.acts import Doer
from conversation.audit import AuditKeys
from conversation.campaign import Campaign
from conversation.clock import from_milliseconds, to_milliseconds
from conversation.consent import Consent, ConsentScope, ConsentState, Suppression, SuppressionReason
from conversation.contact import Contact
from conversation.control import take_over
from conversation.ledger import Books
from conversation.opening import find_or_open
from conversation.receiving import receive
from conversation.store_sql import entities
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.opening import open_ledger
from flows.campaign_managing import CampaignPlan, Managing
from tests.conversation.world import DANA, MERCHANT, text_from

RULEBOOK = load_rulebook()
AUDIT = AuditKeys(b"a campaign's town" * 2)
START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""A Tuesday: ten in New York, eight in Denver, seven in Los Angeles, five in Honolulu."""
BODY = "Hi {first_name}, new arrivals are in the store this week. Reply here with any question."
NAMES = ("Ada", "Ben", "Chloe", "Dev", "Eve", "Finn", "Gus", "Hana", "", "Ivan")
AREAS = {"212": "NY", "303": "CO", "213": "CA", "808": "HI"}
STEP = timedelta(minutes=10)
PAUSE = 0.05
"""Seconds that an idle worker waits before it looks again."""
MOMENT = 8
"""Bytes."""


class Kind(StrEnum):
    """What is special about a recipient."""

    ELIGIBLE = "eligible"
    NO_CONSENT = "no consent"
    OPTED_OUT = "opted out"
    REFUSED = "refused by the carrier"
    WITH_A_PERSON = "with a person"
    IN_CONVERSATION = "in conversation"


EXPECTED = {
    Kind.NO_CONSENT: "consent.marketing",
    Kind.OPTED_OUT: "opt_out.nothing_after",
    Kind.WITH_A_PERSON: "with a person",
    Kind.IN_CONVERSATION: "in conversation",
}
"""By which rule those of a kind are left out. The carrier refuses only when it is asked."""


@dataclass(frozen=True, slots=True)
class Townsperson:
    """One recipient of the campaign."""

    contact: Contact
    kind: Kind


class FileClock:
    """A clock that several processes share: the moment is a file's first eight bytes, which each has in its memory."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(MOMENT))
        with path.open("r+b") as file:
            self._moment = memoryview(mmap(file.fileno(), MOMENT)).cast("q")

    def now(self) -> datetime:
        return from_milliseconds(self._moment[0])

    def jump_to(self, moment: datetime) -> None:
        """Written at once: a processor stores eight aligned bytes whole."""
        self._moment[0] = to_milliseconds(moment)


def people(count: int) -> tuple[Townsperson, ...]:
    """One in five may not be texted."""
    dice, found = Random(7), []
    for number in range(count):
        odd = number % 25
        kind = {1: Kind.NO_CONSENT, 6: Kind.OPTED_OUT, 11: Kind.NO_CONSENT, 16: Kind.OPTED_OUT}.get(odd, Kind.ELIGIBLE)
        if number % 250 == 3:
            kind = Kind.WITH_A_PERSON
        elif number % 250 == 4:
            kind = Kind.IN_CONVERSATION
        elif number % 250 == 5:
            kind = Kind.REFUSED
        area = tuple(AREAS)[number % len(AREAS)]
        phone = f"+1{area}{2000000 + number // len(AREAS)}"
        contact_id = f"con_{number:08x}{dice.getrandbits(64):016x}"
        contact = Contact(contact_id, MERCHANT.id, phone, dice.choice(NAMES), START, region=AREAS[area])
        found.append(Townsperson(contact, kind))
    return tuple(found)


def settle_in(books: Books, townspeople: tuple[Townsperson, ...]) -> None:
    """Write them down, most of them in a row."""
    assert isinstance(books, SqlBooks)
    session, numbers = books._session, {kind: [one.contact for one in townspeople if one.kind is kind] for kind in Kind}
    entities.CONTACTS.add_all(session, [one.contact for one in townspeople])
    entities.CONSENTS.add_all(session, [_agreed(one.contact) for one in townspeople if one.kind is not Kind.NO_CONSENT])
    entities.SUPPRESSIONS.add_all(
        session,
        [
            Suppression(MERCHANT.id, contact.phone, SuppressionReason.OPT_OUT, START, "STOP")
            for contact in numbers[Kind.OPTED_OUT]
        ],
    )
    for contact in numbers[Kind.IN_CONVERSATION]:
        receive(books, text_from(contact.phone), START)
    for contact in numbers[Kind.WITH_A_PERSON]:
        talk = find_or_open(books, contact, START)
        take_over(books, MERCHANT.id, talk.id, DANA, START)


def _agreed(contact: Contact) -> Consent:
    before = START - timedelta(days=3)
    return Consent(
        id=f"cst_{contact.id[4:]}",
        merchant_id=MERCHANT.id,
        phone=contact.phone,
        scope=ConsentScope.MARKETING,
        state=ConsentState.CONFIRMED,
        wording="Yes, text me offers.",
        method="web_form",
        source="pop-up",
        requested_at=before,
        confirmed_at=before,
    )


def refusing(townspeople: tuple[Townsperson, ...]) -> tuple[Reject, ...]:
    return tuple(Reject(one.contact.phone, "30006") for one in townspeople if one.kind is Kind.REFUSED)


def begin(books: Books) -> Campaign:
    """Have the campaign written, reviewed and started by a person."""
    managing = Managing(books, RULEBOOK, Doer(DANA.id), START)
    campaign = managing.create(MERCHANT.id, CampaignPlan("New arrivals", "", BODY))
    managing.review(MERCHANT.id, campaign.id, campaign.version)
    return managing.start(MERCHANT.id, campaign.id)


def network_in(folder: Path, rejects: tuple[Reject, ...] = (), seed_of_dice: int = 0) -> Simulator:
    """The simulated network, which fails now and then: some sends never reach it, and some answers are lost."""
    weather = Weather(down=0.01, unsure=0.01, repeat=0.05, lose=0.02, rejects=rejects, seed=seed_of_dice)
    clock = FileClock(folder / "clock")
    path = str(folder / "network.db")
    return Simulator(path=path, clock=clock, auth_token="t", public_url="http://twolane.test", weather=weather)


def worker_name(number: int) -> str:
    return f"wrk_{number}"


def work(folder: Path, url: str, number: int, rejects: tuple[Reject, ...]) -> None:
    """Be a worker, for ever."""
    asyncio.run(_work(folder, url, number, rejects))


async def _work(folder: Path, url: str, number: int, rejects: tuple[Reject, ...]) -> None:
    ledger, clock = await open_ledger(url, audit=AUDIT), FileClock(folder / "clock")
    network = network_in(folder, rejects, number)
    carriers = {network.name: network}
    sender = OutboxSender(ledger, clock, RULEBOOK, carriers, worker_name(number), "http://twolane.test")
    campaigning = Campaigning(ledger, clock, RULEBOOK)
    while True:
        done = await campaigning.advance_due() + await sender.send_queued(500)
        if not done and not await sender.settle_left_behind():
            await asyncio.sleep(PAUSE)


Job: TypeAlias = Callable[[Path, str, int, tuple[Reject, ...]], None]
"""What a worker of a number does with the ledger at an address, for ever."""


@dataclass
class Crew:
    """The processes that work. They are forked from one that has everything imported."""

    folder: Path
    url: str
    rejects: tuple[Reject, ...]
    job: Job = work
    members: list[BaseProcess] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    hired: int = 0
    cpu_seconds: float = 0
    peak_mb: int = 0
    """The most memory that one of them has had."""

    def hire(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__, "tests.flows.flow_town"])
        self.hired += 1
        args, name = (self.folder, self.url, self.hired, self.rejects), worker_name(self.hired)
        member = context.Process(target=self.job, args=args, name=name, daemon=True)
        member.start()
        self.members.append(member)

    def kill(self) -> None:
        """kill -9 the one who has worked longest."""
        member = self.members.pop(0)
        assert member.pid is not None
        assert member.is_alive(), member.exitcode
        self.peak_mb = max(self.peak_mb, _peak_mb(member.pid))
        self.cpu_seconds += _cpu_seconds(member.pid)
        os.kill(member.pid, signal.SIGKILL)
        member.join()
        self.dead.add(member.name)

    def check(self) -> None:
        """Nobody has died by themselves."""
        assert all(member.is_alive() for member in self.members), [member.exitcode for member in self.members]


class Town:
    """The network, the clock and the crew, which outlive the workers."""

    def __init__(self, folder: Path, url: str, size: int, job: Job = work) -> None:
        self.folder, self.url = folder, url
        self.people = people(size)
        self.clock = FileClock(folder / "clock")
        self.clock.jump_to(START)
        self.crew = Crew(folder, url, refusing(self.people), job)
        self.network = network_in(folder)


def _peak_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _cpu_seconds(pid: int) -> float:
    """What the process used, in user and system mode (proc(5), fields 14 and 15)."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
