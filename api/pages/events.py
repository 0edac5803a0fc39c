"""The stream that keeps pages fresh: which conversations were touched. A hint; the fragments read the truth."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.auth import Calling, MayRead
from api.caller import Caller, Credential, caller_of
from api.house import House, HouseDep
from conversation.ids import ConversationId
from conversation.ledger import Reader

router = APIRouter(include_in_schema=False)

TICK_SECONDS = 1.0
"""How soon a stream notices that its listener has gone or that the server wants to stop."""
TICKS_OF_SILENCE = 15
"""After so many a comment is sent, so that proxies keep the connection open."""
GATHERING_SECONDS = 0.15
"""A busy house is told of at most some six times a second; what is touched in between comes with the next."""


@router.get("/events")
async def events(request: Request, house: HouseDep, caller: Calling, user: MayRead) -> StreamingResponse:
    """Stream an event named after each touched conversation, and `touched` for lists; ends when nobody listens."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream_touched(request, house, caller), media_type="text/event-stream", headers=headers)


async def stream_touched(request: Request, house: House, caller: Caller) -> AsyncIterator[str]:
    """Yield what a browser reads: first `again`, since something may have happened before it listened.

    Who logs out, is removed or loses the key hears nothing more, and the stream ends.
    """
    async with house.live.watch() as watch:
        yield f"retry: 1000\n\n{_event('again')}"
        silence = 0
        while not await _is_over(request):
            touched = await watch.next(TICK_SECONDS)
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


def _event(name: str) -> str:
    """Write one event. It needs some data, or browsers drop it."""
    return f"event: {name}\ndata: 1\n\n"


def _theirs(
    credential: Credential, touched: frozenset[ConversationId], now: datetime, books: Reader
) -> list[ConversationId] | None:
    """Leave out what belongs to merchants that the person may not see; None for who may not listen any more."""
    caller = caller_of(books, credential, now)
    if caller is None:
        return None
    return sorted(one for one in touched if caller.user.may_see(books.merchant_of_conversation(one) or ""))
