"""Texts that leave the merchant's number without us: the AI falls silent, and the log says what is known."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.outside_watch import OVERLAP, SETTLING, OutsideWatch
from api.sample_world import DANA, MERCHANT, NUMBER, SENDER
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from channels.carrier import SentText, Unreachable
from channels.simulator_weather import Weather
from conversation.clock import ScriptedClock
from conversation.event import EventKind
from conversation.ledger import Books
from conversation.store_memory import MemoryLedger
from tests.api.pages import NOAH, NOON, begin, page, thread
from tests.api.paper import entries, part

WORDS = "Hi Noah, the owner here, I have a green one for you."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def kinds(stage: Stage, conversation: str) -> list[EventKind]:
    return [event.kind for event in await stage.events(conversation)]


async def test_a_callback_with_an_unknown_id_takes_control_for_somebody_outside(stage: Stage) -> None:
    conversation = await begin(stage)
    network_of(stage.twolane).send_outside(NUMBER, NOAH.phone, WORDS)
    await stage.settle()
    seen = await stage.read(conversation)
    last = seen.messages[-1]
    assert (seen.control, seen.holder.id if seen.holder else None) == ("human", "outside")
    assert (last.author, last.traffic_type, last.evidence, last.body) == ("outside", "A2P", None, WORDS)
    assert last.status == "delivered"
    assert seen.traffic_type == "A2P"
    await stage.text(NOAH.phone, "what is in my cart?")
    await stage.settle()
    assert (await stage.read(conversation)).messages[-1].direction == "in"


async def test_it_is_kept_once_however_often_the_carrier_tells(stage: Stage) -> None:
    conversation = await begin(stage)
    network_of(stage.twolane).send_outside(NUMBER, NOAH.phone, WORDS)
    await stage.settle()
    await stage.advance(SETTLING)
    assert await stage.twolane.worker.outside.look() == 0
    assert (await kinds(stage, conversation)).count(EventKind.OUTSIDE_TEXT) == 1


async def test_a_lost_callback_is_made_up_for_by_asking_the_carrier() -> None:
    settings = Settings(_env_file=None)
    async with open_stage(NOON, settings=settings, weather=Weather(lose=1.0)) as stage:
        conversation = await _text_first(stage)
        network_of(stage.twolane).send_outside(NUMBER, NOAH.phone, WORDS)
        await stage.settle()
        assert await stage.twolane.worker.outside.look() == 0, "so young a text may be ours"
        await stage.advance(SETTLING)
        assert await stage.twolane.worker.outside.look() == 1
        assert await stage.twolane.worker.outside.look() == 0
        seen = await stage.read(conversation)
        assert (seen.control, seen.messages[-1].body) == ("human", WORDS)


async def _text_first(stage: Stage) -> str:
    """Every webhook of the network is lost, so Noah's cart comes by the shop's."""
    await stage.consent(NOAH)
    await stage.leave_cart(NOAH)
    await stage.advance(timedelta(minutes=30))
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    return conversation.id


async def test_our_own_texts_are_never_taken_for_somebody_elses(stage: Stage) -> None:
    conversation = await begin(stage, "how long does standard delivery take?", "can I talk to a person?")
    await stage.reply(DANA, conversation, "Dana here, at your service.", take_over=True)
    await stage.settle()
    await stage.advance(SETTLING)
    assert await stage.twolane.worker.outside.look() == 0
    assert EventKind.OUTSIDE_TEXT not in await kinds(stage, conversation)


async def test_a_try_that_failed_and_is_made_again_is_still_our_own() -> None:
    settings = Settings(_env_file=None)
    async with open_stage(NOON, settings=settings, weather=Weather(failures={"30003": 1.0})) as stage:
        conversation = await begin(stage)
        await stage.advance(SETTLING)
        assert EventKind.TEXT_REQUEUED in await kinds(stage, conversation)
        assert await stage.twolane.worker.outside.look() == 0
        await stage.advance(timedelta(hours=2))
        assert await stage.twolane.worker.outside.look() == 0
        assert (await stage.read(conversation)).control == "ai"
        assert len(network_of(stage.twolane).phone(NOAH.phone)) == 2


class Listing:
    """A carrier that notes from when on it was asked what left, and says nothing while it is down."""

    def __init__(self, *, is_down: bool) -> None:
        self.is_down, self.since = is_down, list[datetime]()

    async def list_sent(self, from_: str, since: datetime) -> tuple[SentText, ...]:
        self.since.append(since)
        if self.is_down:
            raise Unreachable("down", maybe_sent=False)
        return ()


async def test_a_carrier_that_cannot_be_asked_lets_the_others_go_on_from_where_they_were() -> None:
    ledger, clock = MemoryLedger(), ScriptedClock(NOON)

    def command(books: Books) -> None:
        books.save_merchant(MERCHANT)
        books.save_sender(replace(SENDER, carrier="down"))
        books.save_sender(replace(SENDER, id="snd_2", phone="+18885550101", carrier="up"))

    await ledger.write(command)
    down, up = Listing(is_down=True), Listing(is_down=False)
    watch = OutsideWatch(ledger, clock, {"down": down, "up": up})  # type: ignore[dict-item]  # only lists
    await watch.look()
    clock.advance(timedelta(minutes=1))
    await watch.look()
    day = timedelta(hours=24)
    assert down.since == [NOON - day, NOON - day + timedelta(minutes=1)]
    assert up.since == [NOON - day, NOON - OVERLAP]


async def test_the_carriers_own_answers_and_strangers_are_left_alone(stage: Stage) -> None:
    conversation = await begin(stage, "STOP")
    network_of(stage.twolane).send_outside(NUMBER, "+13035559999", "Your order 12 has shipped")
    await stage.settle()
    await stage.advance(SETTLING)
    assert await stage.twolane.worker.outside.look() == 0
    assert (await stage.read(conversation)).control == "ai"


async def test_while_a_person_has_control_it_stays_theirs_and_the_text_is_kept(stage: Stage) -> None:
    conversation = await begin(stage)
    await stage.take_over(DANA, conversation)
    network_of(stage.twolane).send_outside(NUMBER, NOAH.phone, WORDS)
    await stage.settle()
    seen = await stage.read(conversation)
    assert (seen.holder.name if seen.holder else None, seen.messages[-1].author) == ("Dana", "outside")
    assert EventKind.TAKEN_OUTSIDE not in await kinds(stage, conversation)


async def test_anyone_may_take_it_from_outside_and_a_silent_day_gives_it_back(stage: Stage) -> None:
    conversation = await begin(stage)
    network_of(stage.twolane).send_outside(NUMBER, NOAH.phone, WORDS)
    await stage.settle()
    shown = (await page(stage, f"/conversations/{conversation}")).text
    assert part(shown, "control").startswith("Somebody outside Twolane has control")
    assert "Take over and send" in part(shown, "composer-state")
    said = entries(await thread(stage, conversation))
    assert any(entry.startswith("divider: A text left outside Twolane") for entry in said)
    assert any("A2P Outside Twolane" in entry and "no evidence of author" in entry for entry in said)
    await stage.advance(timedelta(hours=24))
    assert (await stage.read(conversation)).control == "ai"
    network_of(stage.twolane).send_outside(NUMBER, NOAH.phone, "One more thing")
    await stage.settle()
    await stage.take_over(DANA, conversation)
    seen = await stage.read(conversation)
    assert seen.holder is not None
    assert seen.holder.name == "Dana"


async def test_a_callback_that_nobody_knows_is_not_found(stage: Stage) -> None:
    network = network_of(stage.twolane)
    outside = network.send_outside(NUMBER, NOAH.phone, WORDS)
    assert await network.look_up(outside) is not None
    assert await network.look_up("SM_none") is None
    await stage.settle()
    assert network.dropped() == ()
