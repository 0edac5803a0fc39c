"""What the simulated network does when we, or it, fail: retries, restarts, and other processes."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from channels.carrier import Outgoing
from channels.simulator import Simulator
from channels.simulator_courier import TIMEOUT
from channels.simulator_weather import Weather
from conversation.clock import ScriptedClock
from tests.channels.edge import (
    BUSINESS,
    NOW,
    SHOPPER,
    TEXT,
    Edge,
    Ticker,
    courier,
    inbounds,
    make,
)


async def test_a_failed_webhook_is_tried_again_with_longer_and_longer_waits() -> None:
    ticker, edge = Ticker(), Edge(500, httpx.ReadTimeout("slow"), 429, httpx.ConnectError("down"), 204)
    simulator = make(ticker, Weather(backoff=1.0))
    simulator.text(SHOPPER, BUSINESS, "hello")
    post = courier(simulator, edge)
    waits: list[float] = []
    waited = 0.0
    while simulator.owed():
        if await post.pump():
            waits, waited = [*waits, waited], 0.0
        ticker.seconds += 0.5
        waited += 0.5
    assert waits == [0.0, 1.0, 2.0, 4.0, 8.0]
    assert len({request.headers["x-twilio-signature"] for request in edge.heard}) == 1


async def test_a_webhook_that_waits_for_another_try_holds_up_nothing_behind_it() -> None:
    ticker, edge = Ticker(), Edge(500)
    simulator = make(ticker, Weather(backoff=60.0))
    post = courier(simulator, edge)
    simulator.text(SHOPPER, BUSINESS, "first")
    await post.pump()
    simulator.text(SHOPPER, BUSINESS, "second")
    await post.pump()
    assert [inbound.body for inbound in inbounds(simulator, edge)] == ["first", "second"]
    ticker.seconds += 60.0
    await post.pump()
    assert [inbound.body for inbound in inbounds(simulator, edge)] == ["first", "second", "first"]


async def test_the_network_gives_up_in_the_end_and_says_why() -> None:
    simulator, edge = make(Ticker(), Weather(attempts=3)), Edge(503, 503, 503)
    simulator.text(SHOPPER, BUSINESS, "hello")
    assert await courier(simulator, edge).settle() == 3
    (dropped,) = simulator.dropped()
    assert (dropped.problem, dropped.attempts, dropped.form.get("Body")) == ("HTTP 503", 3, "hello")


@pytest.mark.parametrize("status", [400, 403, 404, 301])
async def test_an_answer_that_will_not_change_is_not_asked_for_again(status: int) -> None:
    simulator, edge = make(Ticker()), Edge(status)
    simulator.text(SHOPPER, BUSINESS, "hello")
    assert await courier(simulator, edge).settle() == 1
    assert [dropped.problem for dropped in simulator.dropped()] == [f"HTTP {status}"]


async def test_an_address_that_cannot_be_called_harms_nobody() -> None:
    simulator, edge = make(Ticker()), Edge()
    await simulator.send(Outgoing("msg_1", BUSINESS, SHOPPER, "hello", "https://a\x00b.example/"))
    simulator.text(SHOPPER, BUSINESS, "hello")
    await courier(simulator, edge).settle()
    assert (len(edge.heard), len(simulator.dropped())) == (1, 2)


async def test_a_restart_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path, ticker, edge = str(tmp_path / "phones.db"), Ticker(), Edge()
    before = make(ticker, Weather(delay=(2.0, 2.0)), path)
    before.text(SHOPPER, BUSINESS, "hello")
    await before.close()
    after = make(ticker, path=path)
    assert await courier(after, edge).pump() == 0
    ticker.seconds += 2.0
    assert await courier(after, edge).pump() == 1
    assert [inbound.body for inbound in inbounds(after, edge)] == ["hello"]


async def test_couriers_on_one_file_deliver_each_webhook_once(tmp_path: Path) -> None:
    path, ticker, edge = str(tmp_path / "phones.db"), Ticker(), Edge()

    async def pause() -> None:
        await asyncio.sleep(0)

    edge.meanwhile = pause
    networks = [make(ticker, path=path) for _ in range(3)]
    for number in range(30):
        networks[number % 3].text(f"+130355501{number % 7:02}", BUSINESS, str(number))
    tries = await asyncio.gather(*(courier(network, edge).pump() for network in networks))
    bodies = sorted(int(inbound.body) for inbound in inbounds(networks[0], edge))
    assert bodies == list(range(30)) and sum(tries) == 30


async def test_a_webhook_whose_courier_died_is_delivered_by_another() -> None:
    ticker, dying, alive = Ticker(), Edge(), Edge()

    async def forever() -> None:
        await asyncio.sleep(3600)

    dying.meanwhile = forever
    simulator = make(ticker)
    simulator.text(SHOPPER, BUSINESS, "hello")
    victim = asyncio.create_task(courier(simulator, dying).pump())
    await asyncio.sleep(0.01)
    victim.cancel()
    assert await courier(simulator, alive).pump() == 0
    ticker.seconds += 2 * TIMEOUT
    assert await courier(simulator, alive).pump() == 1


async def test_what_a_webhook_sets_off_is_settled_too() -> None:
    simulator, edge = make(Ticker()), Edge()

    async def reply_once() -> None:
        if len(edge.heard) == 1:
            await simulator.send(TEXT)

    edge.meanwhile = reply_once
    simulator.text(SHOPPER, BUSINESS, "hello")
    assert await courier(simulator, edge).settle() == 3


async def test_a_running_courier_delivers_what_another_process_adds(tmp_path: Path) -> None:
    path, edge = str(tmp_path / "phones.db"), Edge()
    simulator = Simulator(path=path, clock=ScriptedClock(NOW), auth_token="token", public_url="https://a.example")
    running = asyncio.create_task(courier(simulator, edge).run())
    script = (
        "import sys; from channels.simulator import Simulator; from conversation.clock import SystemClock;"
        "Simulator(path=sys.argv[1], clock=SystemClock(), auth_token='token', public_url='https://b.example')"
        f".text('{SHOPPER}', '{BUSINESS}', 'from afar')"
    )
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script, path], check=True, timeout=30)
    async with asyncio.timeout(10):
        while not edge.heard:
            await asyncio.sleep(0.01)
    assert [inbound.body for inbound in inbounds(simulator, edge)] == ["from afar"]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
