"""A campaign survives kill -9: everybody who may be texted gets one text, inside their hours, and nobody else any."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from channels.simulator_phones import Direction
from compliance.whereabouts import whereabouts_of
from conversation.campaign import Campaign, CampaignState, RecipientState
from conversation.clock import EPOCH, from_milliseconds
from conversation.ledger import Ledger, Reader
from conversation.outbox import OutboxRow, OutboxState
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import MERCHANT, seed
from tests.flows.campaign_town import (
    AUDIT,
    EXPECTED,
    STEP,
    Kind,
    Town,
    Townsperson,
    begin,
    settle_in,
)

PAGE = 5000
PATIENCE = 3000.0
LOOK_EVERY = 0.1
"""Seconds."""


class CampaignTown(Town):
    """Everybody gets one campaign."""

    async def open(self) -> tuple[Ledger, Campaign]:
        ledger = await open_ledger(self.url, audit=AUDIT)
        await ledger.write(seed)
        for at in range(0, len(self.people), PAGE):
            await ledger.write(lambda books, at=at: settle_in(books, self.people[at : at + PAGE]), durable=False)
        return ledger, await ledger.write(begin)

    async def live(self, ledger: Ledger, campaign: Campaign) -> None:
        """Two work at a time; one is killed while they plan, one while texts leave. Time passes when nobody moves."""
        for _ in range(2):
            self.crew.hire()
        share = len(self.people) // 4
        kills: list[Callable[[Campaign], bool]] = [
            lambda row: row.planned > share,
            lambda row: row.texted > share,
        ]
        async with asyncio.timeout(PATIENCE):
            while not self._is_over(seen := await ledger.read(lambda books: look(books, campaign, self.clock.now()))):
                self.crew.check()
                if kills and kills[0](seen.campaign):
                    kills.pop(0)
                    self.crew.kill()
                    self.crew.hire()
                await asyncio.sleep(LOOK_EVERY)
        assert not kills
        for _ in range(2):
            self.crew.kill()

    def _is_over(self, seen: "Seen") -> bool:
        """Tell whether the campaign is done, and let time pass if nobody has something to do.

        A text that is in the hands of the living is on its way. Of one that the dead had somebody has to find out.
        """
        claimed = [one for one in seen.claimed if one.state is OutboxState.CLAIMED]
        if seen.is_busy or any(one.claimed_by not in self.crew.dead for one in claimed):
            return False
        if seen.claimed or seen.moments:
            self.clock.jump_to(min([*seen.moments, *([self.clock.now() + STEP] if seen.claimed else [])]))
            return False
        return seen.campaign.state is CampaignState.DONE


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the campaign is. Unless somebody `is_busy`: what is claimed, and when something will be to do."""

    campaign: Campaign
    is_busy: bool
    claimed: tuple[OutboxRow, ...] = ()
    moments: tuple[datetime, ...] = ()


def look(books: Reader, campaign: Campaign, now: datetime) -> Seen:
    row, due, ever = books.campaign(MERCHANT.id, campaign.id), books.next_due(campaign.id), now + timedelta(days=9)
    assert row is not None
    if not row.is_planned or (due is not None and due <= now) or books.queued_rows(now, 1):
        return Seen(row, is_busy=True)
    queued = [one.not_before for one in books.queued_rows(ever, 1000) if one.not_before is not None]
    return Seen(row, False, books.claimed_rows(ever, EPOCH), (*queued, *([due] if due else [])))


async def judge(town: CampaignTown, ledger: Ledger, campaign: Campaign) -> Counter[Kind]:
    """Hold what the phones got, and what the ledger says, against who everybody is."""
    got = texts_by_phone(town)
    after, told = "", 0
    kinds = {one.contact.id: one for one in town.people}
    counted: Counter[Kind] = Counter()
    while page := await ledger.read(
        lambda books, after=after: books.recipients(MERCHANT.id, campaign.id, after=after, limit=PAGE)
    ):
        for one in page:
            person = kinds.pop(one.contact_id)
            texts = got.pop(person.contact.phone, [])
            counted[person.kind] += 1
            if rule := EXPECTED.get(person.kind):
                assert (one.state, one.rule, texts) == (RecipientState.LEFT_OUT, rule, []), person
                assert one.why
                continue
            assert one.state is RecipientState.TEXTED, one
            assert len(texts) == (person.kind is Kind.ELIGIBLE), (person, texts)
            told += len(texts)
            assert all(is_in_hours(person, at) for at in texts), (person, texts)
        after = page[-1].contact_id
    assert not kinds and not got
    row = await ledger.read(lambda books: books.campaign(MERCHANT.id, campaign.id))
    assert row is not None
    refused = counted[Kind.REFUSED]
    assert (row.planned, row.texted, row.waiting, row.cancelled) == (len(town.people), told + refused, 0, 0)
    assert sum(row.reasons.values()) == row.left_out == len(town.people) - told - refused
    delivery = await ledger.read(lambda books: books.delivery(MERCHANT.id, campaign.id))
    assert (delivery.sent, delivery.failed, delivery.queued) == (told, refused, 0)
    return counted


def texts_by_phone(town: CampaignTown) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    with closing(sqlite3.connect(town.folder / "network.db")) as network:
        for phone, direction, at in network.execute("SELECT phone, direction, at_ms FROM texts"):
            assert direction == Direction.TO_PHONE
            found.setdefault(phone, []).append(from_milliseconds(at))
    return found


def is_in_hours(person: Townsperson, at: datetime) -> bool:
    return all(8 <= at.astimezone(zone).hour < 21 for zone in whereabouts_of(person.contact).zones)


async def run(folder: Path, url: str, size: int) -> None:
    town = CampaignTown(folder, url, size)
    ledger, campaign = await town.open()
    began = time.monotonic()
    try:
        await town.live(ledger, campaign)
        seconds = time.monotonic() - began
        counted = await judge(town, ledger, campaign)
        assert set(counted) == set(Kind)
        told = ", ".join(f"{count} {kind.value}" for kind, count in counted.items())
        print(
            f"\n{size}: {told}; {size / seconds:.0f} a second, {1000 * town.crew.cpu_seconds / size:.2f} ms of"
            f" CPU each, a worker's peak {town.crew.peak_mb} MB"
        )
    finally:
        await ledger.close()
        await town.network.close()


async def test_five_thousand_get_one_text_each_through_two_kills(tmp_path: Path, sql_url: str) -> None:
    await run(tmp_path, sql_url, 5000)


@pytest.mark.prove
@pytest.mark.timeout(3600)
async def test_a_hundred_thousand_get_one_text_each_through_two_kills(tmp_path: Path, sql_url: str) -> None:
    await run(tmp_path, sql_url, 100_000)
