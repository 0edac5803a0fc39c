"""Texts over their number's pace wait for their moment, without a try being counted, and answers go first."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from channels.day_allowance import DayAllowance
from channels.pace import Wish
from channels.throughput import LocalThroughput, open_local
from conversation.consent import SuppressionReason
from conversation.ledger import Ledger
from conversation.message import Author, Purpose
from conversation.outbox import OutboxRow, OutboxState
from conversation.sender import Sender
from conversation.sending import Claimed, claim
from conversation.suppression import suppress
from tests.channels.sending_world import World
from tests.conversation.world import MERCHANT, NOW

SECOND = timedelta(seconds=1)


def phone(number: int) -> str:
    return f"+1303555{number:04}"


async def campaign(world: World, count: int) -> list[OutboxRow]:
    return [
        await world.text(
            phone(number), Author.TEMPLATE, purpose=Purpose.CAMPAIGN, body="Tidewater: new packs are here."
        )
        for number in range(count)
    ]


async def states(world: World, rows: list[OutboxRow]) -> list[OutboxState]:
    return [(await world.row(row)).state for row in rows]


async def test_what_is_over_the_pace_waits_for_a_moment_of_its_own_and_no_try_is_counted() -> None:
    world = World("twilio", open_local)
    rows = await campaign(world, 9)
    assert await world.sender.send_queued() == 3
    waiting = [row for row in [await world.row(one) for one in rows] if row.state is OutboxState.QUEUED]
    assert {row.attempts for row in waiting} == {0}
    assert len({row.not_before for row in waiting}) == 6
    for later in (1, 2, 3):
        world.clock.at = NOW + later * SECOND
        await world.sender.send_queued()
    assert world.network.sent == 9


async def test_an_answer_goes_before_a_campaign_that_fills_more_than_a_page() -> None:
    world = World("twilio", open_local)
    await campaign(world, 12)
    answer = await world.text(phone(99))
    assert await world.sender.send_queued(limit=5) == 3
    assert (await world.row(answer)).state is OutboxState.SENT
    world.clock.at = NOW + SECOND
    again = await world.text(phone(98))
    await world.sender.send_queued(limit=5)
    assert (await world.row(again)).state is OutboxState.SENT


async def test_a_turns_own_text_is_put_off_when_it_comes_too_soon() -> None:
    world = World("twilio", open_local)
    await campaign(world, 3)
    await world.sender.send_queued()
    row = await world.text(phone(50))
    claimed = await world.ledger.write(lambda books: claim(books, MERCHANT.id, row.message_id, "w", NOW))
    assert isinstance(claimed, Claimed)
    departing = await world.ledger.write(lambda books: world.sender.departing(books, claimed))
    assert departing is not None
    assert not await world.sender.hand_over(departing)
    held = await world.row(row)
    assert (held.state, held.attempts, held.not_before, held.claimed_by) == (
        OutboxState.QUEUED,
        0,
        NOW + SECOND,
        None,
    )
    world.clock.at = NOW + SECOND
    assert await world.sender.send_queued() == 1


@dataclass(slots=True)
class Slow(LocalThroughput):
    """Takes its time, as one in another process does, and notes what it was asked for."""

    asked: list[str] = field(default_factory=list)

    async def when(self, sender: Sender, wish: Wish, now: datetime) -> datetime:
        self.asked.append(wish.ref)
        await asyncio.sleep(0)
        return await LocalThroughput.when(self, sender, wish, now)


async def test_two_senders_that_look_at_once_ask_for_each_text_once() -> None:
    shared = list[Slow]()

    def opens(ledger: Ledger) -> Slow:
        shared.append(Slow(DayAllowance(ledger)))
        return shared[0]

    world = World("twilio", opens)
    rows = await campaign(world, 3)
    twin = replace(world.sender, name="twin")
    assert await asyncio.gather(world.sender.send_queued(), twin.send_queued()) == [3, 0]
    assert sorted(shared[0].asked) == sorted(row.message_id for row in rows)


async def test_what_waits_is_still_bound_by_an_opt_out() -> None:
    world = World("twilio", open_local)
    rows = await campaign(world, 4)
    await world.sender.send_queued()
    (last,) = [row for row in rows if (await world.row(row)).state is OutboxState.QUEUED]
    reason = SuppressionReason.OPT_OUT
    await world.ledger.write(lambda books: suppress(books, MERCHANT.id, last.to, reason, "STOP", NOW))
    world.clock.at = NOW + SECOND
    assert await world.sender.send_queued() == 0
    assert (await world.row(last)).state is OutboxState.CANCELLED


async def test_without_a_pace_everything_leaves_at_once() -> None:
    world = World("twilio")
    rows = await campaign(world, 9)
    assert await world.sender.send_queued() == 9
    assert await states(world, rows) == [OutboxState.SENT] * 9


async def test_what_the_carrier_took_is_kept_in_segments() -> None:
    world = World("twilio")
    sent = await world.send(await world.text(body="long " * 50))
    assert (sent.state, sent.segments) == (OutboxState.SENT, 2)
    world.network.answer = "30003"
    assert (await world.send(await world.text(phone(1)))).segments is None
