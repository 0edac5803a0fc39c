"""The simulated phones and the network between them and us."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from channels.carrier import CarrierStatus, Outgoing, Rejected, Unreachable
from channels.simulator import Simulator
from channels.simulator_network import START_ANSWER, STOP_ANSWER
from channels.simulator_phones import Direction
from channels.simulator_weather import Dice, Reject, RejectAt, Weather
from conversation.clock import ScriptedClock

NOW = datetime(2026, 11, 24, 17, 30, 15, 123_456, tzinfo=UTC)
BUSINESS, SHOPPER = "+18885550100", "+13035550111"
TEXT = Outgoing("msg_1", BUSINESS, SHOPPER, "Your cart is still here.")


def make(
    path: str = ":memory:",
    weather: Weather | None = None,
    blocks_after_stop: bool = False,
    clock: ScriptedClock | None = None,
) -> Simulator:
    return Simulator(
        path=path,
        clock=clock or ScriptedClock(NOW),
        auth_token="token",
        public_url="https://twolane.example/",
        weather=weather,
        blocks_after_stop=blocks_after_stop,
    )


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    network = make()
    yield network
    await network.close()


@pytest.fixture
async def blocking() -> AsyncIterator[Simulator]:
    network = make(blocks_after_stop=True)
    yield network
    await network.close()


async def test_a_phone_shows_both_sides_of_the_talk_in_order() -> None:
    clock = ScriptedClock(NOW)
    simulator = make(clock=clock)
    receipt = await simulator.send(TEXT)
    clock.advance(timedelta(minutes=2))
    reply_id = simulator.text(SHOPPER, BUSINESS, "is it still 20% off?")
    await simulator.send(replace(TEXT, to="+13035550222", ref="msg_2"))

    offer, reply = simulator.phone(SHOPPER)
    assert (offer.provider_id, offer.ref, offer.direction) == (receipt.provider_id, "msg_1", Direction.TO_PHONE)
    assert (offer.body, offer.status, offer.error_code) == (TEXT.body, CarrierStatus.DELIVERED, None)
    assert offer.at == NOW.replace(microsecond=123_000)
    assert (reply.provider_id, reply.ref, reply.direction) == (reply_id, None, Direction.FROM_PHONE)
    assert (reply.phone, reply.business, reply.body) == (SHOPPER, BUSINESS, "is it still 20% off?")
    assert reply.at - offer.at == timedelta(minutes=2)
    assert simulator.phone(SHOPPER, after=offer.seq) == (reply,)
    assert simulator.phones() == ("+13035550222", SHOPPER)
    await simulator.close()


async def test_a_double_is_kept_and_can_be_counted(simulator: Simulator) -> None:
    await simulator.send(TEXT)
    await simulator.send(TEXT)
    await simulator.send(replace(TEXT, ref="msg_2"))
    assert [text.ref for text in simulator.copies("msg_1")] == ["msg_1", "msg_1"]
    assert len(simulator.phone(SHOPPER)) == 3


async def test_a_text_whose_answer_was_lost_is_on_the_phone() -> None:
    simulator = make(weather=Weather(unsure=1))
    with pytest.raises(Unreachable):
        await simulator.send(TEXT)
    assert len(simulator.phone(SHOPPER)) == 1
    await simulator.close()


async def test_a_text_that_was_refused_is_not() -> None:
    for weather in (Weather(down=1), Weather(rejects=(Reject(SHOPPER),))):
        simulator = make(weather=weather)
        with pytest.raises((Unreachable, Rejected)):
            await simulator.send(replace(TEXT, status_callback="https://twolane.example/status"))
        assert (simulator.phone(SHOPPER), simulator.owed()) == ((), 0)
        await simulator.close()


async def test_a_phone_that_refuses_later_leaves_the_text_undelivered() -> None:
    simulator = make(weather=Weather(rejects=(Reject(SHOPPER, "30003", RejectAt.STATUS),)))
    receipt = await simulator.send(TEXT)
    (text,) = simulator.phone(SHOPPER)
    assert (text.status, text.error_code) == (CarrierStatus.UNDELIVERED, "30003")
    found = await simulator.find(TEXT, since=NOW)
    assert found == replace(receipt, status=CarrierStatus.UNDELIVERED)
    await simulator.close()


@pytest.mark.parametrize("url", ["not an address", "https://[broken", "ftp://a.example/", "https://"])
async def test_a_status_callback_that_is_no_web_address_is_refused(simulator: Simulator, url: str) -> None:
    with pytest.raises(Rejected) as refusal:
        await simulator.send(replace(TEXT, status_callback=url))
    assert refusal.value.code == "21609"


@pytest.mark.parametrize("code", ["21610", "30007", "77777"])
async def test_a_refusal_means_what_the_table_says(code: str) -> None:
    simulator = make(weather=Weather(rejects=(Reject(SHOPPER, code),)))
    with pytest.raises(Rejected) as refusal:
        await simulator.send(TEXT)
    assert (refusal.value.code, refusal.value.opted_out) == (code, code == "21610")
    await simulator.close()


async def test_stop_means_nothing_to_a_network_that_leaves_it_to_us(simulator: Simulator) -> None:
    simulator.text(SHOPPER, BUSINESS, "STOP")
    assert not simulator.confirms_opt_out("STOP")
    await simulator.send(TEXT)
    assert [text.body for text in simulator.phone(SHOPPER)] == ["STOP", TEXT.body]


async def test_a_network_with_a_block_list_answers_stop_itself_and_refuses_what_follows(blocking: Simulator) -> None:
    blocking.text(SHOPPER, BUSINESS, " stop ")
    assert blocking.confirms_opt_out(" stop ")
    assert [text.body for text in blocking.phone(SHOPPER)] == [" stop ", STOP_ANSWER]
    with pytest.raises(Rejected) as refusal:
        await blocking.send(TEXT)
    assert refusal.value.opted_out
    await blocking.send(replace(TEXT, from_="+18885550200"))


async def test_start_ends_the_block(blocking: Simulator) -> None:
    blocking.text(SHOPPER, BUSINESS, "STOP")
    blocking.text(SHOPPER, BUSINESS, "start")
    await blocking.send(TEXT)
    assert [text.body for text in blocking.phone(SHOPPER)][1::2] == [STOP_ANSWER, START_ANSWER]


async def test_a_block_list_knows_bare_keywords_only(blocking: Simulator) -> None:
    blocking.text(SHOPPER, BUSINESS, "stop texting me")
    blocking.text(SHOPPER, BUSINESS, "yes")
    assert not blocking.confirms_opt_out("stop texting me")
    await blocking.send(TEXT)
    assert len(blocking.phone(SHOPPER)) == 3


async def test_two_processes_see_one_network(tmp_path: Path) -> None:
    here, there = make(str(tmp_path / "phones.db")), make(str(tmp_path / "phones.db"))
    await here.send(TEXT)
    there.text(SHOPPER, BUSINESS, "hello")
    assert here.phone(SHOPPER) == there.phone(SHOPPER) and len(here.phone(SHOPPER)) == 2
    await here.close()
    await there.close()


async def test_writers_on_many_connections_and_threads_lose_nothing(tmp_path: Path) -> None:
    networks = [make(str(tmp_path / "phones.db")) for _ in range(3)]

    def chat(network: Simulator) -> None:
        for number in range(20):
            network.text(SHOPPER, BUSINESS, str(number))
            asyncio.run(network.send(TEXT))

    threads = [Thread(target=chat, args=(network,)) for network in networks for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(networks[0].phone(SHOPPER)) == 6 * 20 * 2
    assert networks[0].owed() == 6 * 20
    for network in networks:
        await network.close()


@pytest.mark.parametrize(
    "faulty",
    [{"repeat": 1.1}, {"lose": -0.1}, {"delay": (2.0, 1.0)}, {"delay": (-1.0, 1.0)}, {"hold": -1.0}, {"attempts": 0}],
)
def test_weather_that_cannot_be_is_refused(faulty: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(faulty))):
        Weather(**faulty)  # type: ignore[arg-type]


def test_the_same_seed_throws_the_same_dice() -> None:
    throws = [[Dice(Weather(seed=7)).falls(0.5) for _ in range(20)] for _ in range(2)]
    assert throws[0] == throws[1]


def test_dice_never_fall_at_no_chance_and_always_at_full() -> None:
    dice = Dice(Weather())
    assert not any(dice.falls(0.0) for _ in range(1000))
    assert all(dice.falls(1.0) for _ in range(1000))
