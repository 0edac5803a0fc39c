"""Who is at a conversation: the same promises alone and over Redis, and one's own people when it is lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from api.link import Link, open_link
from api.viewing import HERE_FOR, TYPING_FOR, Viewer, Viewing
from conversation.clock import ScriptedClock
from tests.valkey import valkey

SOON = 5.0
NOW = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


@dataclass
class Pair:
    """Where people say that they are there, and where somebody asks: one process, or two."""

    clock: ScriptedClock
    said: Viewing
    asked: Viewing

    async def others(self, user: str, *expected: Viewer, at: str = "cvn_1") -> None:
        """Wait until what is asked for is so: the link takes a moment."""
        async with asyncio.timeout(SOON):
            while self.asked.others(at, user) != expected:
                await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with valkey() as server:
        yield f"redis://127.0.0.1:{server.port}"


@pytest.fixture(params=["alone", "over redis"])
async def pair(request: pytest.FixtureRequest) -> AsyncIterator[Pair]:
    clock = ScriptedClock(NOW)
    if request.param == "alone":
        alone = Viewing(clock)
        yield Pair(clock, alone, alone)
        return
    async with AsyncExitStack() as stack:
        here, there = [await started(stack, request.getfixturevalue("redis_url")) for _ in range(2)]
        found = Pair(clock, Viewing(clock, here), Viewing(clock, there))
        async with asyncio.timeout(SOON):
            while not found.asked.others("cvn_0", ""):
                found.said.note("cvn_0", "usr_first", is_typing=False)
                await asyncio.sleep(0.02)
        yield found


async def started(stack: AsyncExitStack, url: str) -> Link:
    link = open_link(url)
    stack.push_async_callback(link.close)
    await link.start()
    return link


async def test_others_are_there_and_oneself_is_not_among_them(pair: Pair) -> None:
    pair.said.note("cvn_1", "usr_omar", is_typing=False)
    pair.said.note("cvn_2", "usr_mei", is_typing=False)
    await pair.others("usr_dana", Viewer("usr_omar", False))
    await pair.others("usr_omar")
    await pair.others("usr_dana", Viewer("usr_mei", False), at="cvn_2")


async def test_two_at_once_see_each_other_typing(pair: Pair) -> None:
    pair.said.note("cvn_1", "usr_omar", is_typing=True)
    pair.said.note("cvn_1", "usr_dana", is_typing=True)
    pair.said.note("cvn_1", "usr_ada", is_typing=False)
    await pair.others("usr_omar", Viewer("usr_dana", True), Viewer("usr_ada", False))
    await pair.others("usr_dana", Viewer("usr_omar", True), Viewer("usr_ada", False))


async def test_who_stops_typing_and_who_leaves_is_known_to_have(pair: Pair) -> None:
    pair.said.note("cvn_1", "usr_omar", is_typing=True)
    await pair.others("usr_dana", Viewer("usr_omar", True))
    pair.clock.advance(TYPING_FOR)
    await pair.others("usr_dana", Viewer("usr_omar", False))
    pair.clock.advance(HERE_FOR - TYPING_FOR)
    await pair.others("usr_dana")


async def test_a_clock_set_back_leaves_nobody_there_for_ever(pair: Pair) -> None:
    pair.said.note("cvn_1", "usr_omar", is_typing=True)
    await pair.others("usr_dana", Viewer("usr_omar", True))
    pair.clock.jump_to(NOW - timedelta(hours=1))
    await pair.others("usr_dana")


async def test_while_redis_is_lost_one_s_own_people_are_still_known() -> None:
    clock = ScriptedClock(NOW)
    async with AsyncExitStack() as stack:
        alone = Viewing(clock, await started(stack, "redis://127.0.0.1:1"))
        alone.note("cvn_1", "usr_omar", is_typing=True)
        assert alone.others("cvn_1", "usr_dana") == (Viewer("usr_omar", True),)


def test_what_is_over_takes_no_memory() -> None:
    clock = ScriptedClock(NOW)
    viewing = Viewing(clock)
    for number in range(50):
        viewing.note(f"cvn_{number}", "usr_omar", is_typing=False)
        clock.advance(timedelta(seconds=1))
    assert len(viewing._seen) <= HERE_FOR.total_seconds() + 1
