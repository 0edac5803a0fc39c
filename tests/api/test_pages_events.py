"""The stream of touched conversations: named events, only one's own, heartbeats, and an end when nobody listens."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import Request

from api.caller import ByName, Caller
from api.link import Health, NoLink
from api.pages import events
from api.pages.events import stream_touched
from api.sample_world import DANA, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.people import remove_user
from conversation.role import Role
from conversation.user import User
from tests.api.pages import NOON, begin

READ_ALL = "event: again\ndata: 1\n\n"
ALL_IS_HEARD = "event: live\ndata: <!-- live -->\n\n"
AGAIN = f"retry: 1000\n\n{READ_ALL}{ALL_IS_HEARD}"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


class Listener:
    """Reads a stream as a browser would, and can go away."""

    def __init__(self, stage: Stage, user: User = DANA) -> None:
        self.gone = False
        self._stream = stream_touched(
            Request({"type": "http", "app": stage.twolane.app}, self._receive),
            stage.twolane.house,
            Caller(user, ByName(user.id)),
        )

    async def next(self) -> str:
        async with asyncio.timeout(2):
            return await anext(self._stream)

    async def _receive(self) -> dict[str, str]:
        if self.gone:
            return {"type": "http.disconnect"}
        return await asyncio.Event().wait() and {}


async def test_a_touched_conversation_is_named(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    listener = Listener(stage)
    assert await listener.next() == AGAIN
    await stage.take_over(DANA, conversation)
    assert await listener.next() == f"event: {conversation}\ndata: 1\n\nevent: touched\ndata: 1\n\n"


async def test_nobody_hears_of_a_merchant_they_do_not_answer_for(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "TICK_SECONDS", 0.02)
    conversation = await begin(stage, "hi")
    eve = User("usr_eve", "Eve", {"mer_other": Role.AGENT})
    await stage.twolane.house.ledger.write(lambda books: books.save_user(eve))
    listener = Listener(stage, eve)
    await listener.next()
    await stage.take_over(DANA, conversation)
    assert await listener.next() == ": still here\n\n"


async def test_silence_is_kept_alive_and_ends_with_the_listener(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "TICK_SECONDS", 0.01)
    listener = Listener(stage)
    await listener.next()
    assert await listener.next() == await listener.next() == ": still here\n\n"
    listener.gone = True
    with pytest.raises(StopAsyncIteration):
        await listener.next()


async def test_a_server_that_stops_does_not_wait_for_listeners(stage: Stage) -> None:
    listener = Listener(stage)
    await listener.next()
    stage.twolane.app.state.is_stopping = lambda: True
    with pytest.raises(StopAsyncIteration):
        await listener.next()


async def test_the_stream_needs_a_caller_that_may(stage: Stage) -> None:
    answer = await stage.client.get("/events", headers={"Host": "evil.example"})
    assert answer.status_code == 403


async def test_who_was_removed_hears_nothing_more(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    listener = Listener(stage, OMAR)
    await listener.next()
    await stage.twolane.house.ledger.write(lambda books: remove_user(books, OMAR.id, DANA.id, NOON))
    await stage.take_over(DANA, conversation)
    with pytest.raises(StopAsyncIteration):
        await listener.next()


async def test_while_other_processes_are_not_heard_the_page_says_so_and_reads_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "TICK_SECONDS", 0.01)
    listener = Listener(stage)
    assert await listener.next() == AGAIN
    monkeypatch.setattr(NoLink, "health", Health(False, 1))
    news = await next_news(listener)
    assert news.startswith(READ_ALL + "event: live\ndata: <p")
    assert "Live updates paused</strong>, checking every 5 seconds" in news
    monkeypatch.setattr(events, "CHECK_SECONDS", 0.03)
    assert await next_news(listener) == await next_news(listener) == READ_ALL
    monkeypatch.setattr(NoLink, "health", Health(True, 1))
    assert await next_news(listener) == READ_ALL + ALL_IS_HEARD


async def test_a_loss_shorter_than_a_look_is_read_again_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "TICK_SECONDS", 0.01)
    listener = Listener(stage)
    await listener.next()
    monkeypatch.setattr(NoLink, "health", Health(True, 1))
    assert await next_news(listener) == READ_ALL + ALL_IS_HEARD


async def test_a_page_opened_meanwhile_says_so_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NoLink, "health", Health(False, 1))
    assert "Live updates paused" in await Listener(stage).next()


async def next_news(listener: Listener) -> str:
    """Return the next words of the stream that are no heartbeat."""
    while (words := await listener.next()).startswith(":"):
        pass
    return words
