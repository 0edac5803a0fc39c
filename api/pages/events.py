"""The stream that keeps pages fresh: which conversations were touched. A hint; the fragments read the truth."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.auth import Calling, MayRead
from api.caller import Caller, Credential, caller_of
from api.house import House, HouseDep
from api.link import Health
from api.pages.rendering import fragment
from conversation.ids import ConversationId
from conversation.ledger import Reader

router = APIRouter(include_in_schema=False)

TICK_SECONDS = 1.0
"""How soon a stream notices that its listener has gone or that the server wants to stop."""
TICKS_OF_SILENCE = 15
"""After so many a comment is sent, so that proxies keep the connection open."""
CHECK_SECONDS = 5.0
"""How often a page reads everything again while what other processes do cannot be heard."""
GATHERING_SECONDS = 0.15
"""A busy house is told of at most some six times a second; what is touched in between comes with the next."""


@router.get("/events")
async def events(request: Request, house: HouseDep, caller: Calling, user: MayRead) -> StreamingResponse:
    """Stream an event named after each touched conversation, and `touched` for lists; ends when nobody listens."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream_touched(request, house, caller), media_type="text/event-stream", headers=headers)


async def stream_touched(request: Request, house: House, caller: Caller) -> AsyncIterator[str]:
    """Yield what a browser reads: first `again`, since something may have happened before it listened.

    While other processes cannot be heard it says so, and `again` every few seconds; once more when they can be heard.
    Who logs out, is removed or loses the key hears nothing more, and the stream ends.
    """
    async with house.live.watch() as watch:
        hearing = Hearing(house.live.health)
        yield f"retry: 1000\n\n{_event('again')}{hearing.banner()}"
        silence = 0
        while not await _is_over(request):
            touched = await watch.next(TICK_SECONDS)
            if missed := hearing.look(house.live.health):
                yield missed
            theirs: list[ConversationId] = []
            if touched or silence % TICKS_OF_SILENCE == 0:
                heard = await house.ledger.read(partial(_theirs, caller.credential, touched, house.clock.now()))
                if heard is None:
                    return
                theirs = heard
            silence = 0 if theirs else silence + 1
            if theirs:
                yield "".join(_event(name) for name in (*theirs, "touched"))
                await asyncio.sleep(GATHERING_SECONDS)
            elif silence % TICKS_OF_SILENCE == 0:
                yield ": still here\n\n"


async def _is_over(request: Request) -> bool:
    """Tell whether nobody listens any more, or the server is stopping: see `api.serving`."""
    is_stopping: Callable[[], bool] | None = getattr(request.app.state, "is_stopping", None)
    return await request.is_disconnected() or (is_stopping is not None and is_stopping())


@dataclass(slots=True)
class Hearing:
    """Whether one stream hears the other processes, and when it last read everything again because it does not."""

    health: Health
    checked: float = field(default_factory=monotonic)

    def look(self, health: Health) -> str:
        """Return the events that `health` calls for now: none while everything is heard."""
        before, self.health = self.health, health
        is_news = health != before
        if not is_news and (health.is_up or monotonic() < self.checked + CHECK_SECONDS):
            return ""
        self.checked = monotonic()
        return _event("again") + (self.banner() if is_news else "")

    def banner(self) -> str:
        """Return the event whose data stands in the page's live banner: empty of words while everything is heard."""
        seconds = None if self.health.is_up else CHECK_SECONDS
        return _event("live", fragment("fragments/live.html", seconds=seconds))


def _event(name: str, data: str = "1") -> str:
    """Write one event. It needs some data, or browsers drop it."""
    return f"event: {name}\ndata: {data}\n\n"


def _theirs(
    credential: Credential, touched: frozenset[ConversationId], now: datetime, books: Reader
) -> list[ConversationId] | None:
    """Leave out what belongs to merchants that the person may not see; None for who may not listen any more."""
    caller = caller_of(books, credential, now)
    if caller is None:
        return None
    return sorted(one for one in touched if caller.user.may_see(books.merchant_of_conversation(one) or ""))
