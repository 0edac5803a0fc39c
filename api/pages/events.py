"""The stream that keeps pages fresh: which conversations were touched. A hint; the fragments read the truth."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.auth import ActingUser
from api.house import House, HouseDep
from conversation.ids import ConversationId
from conversation.ledger import Reader
from conversation.user import User

router = APIRouter(include_in_schema=False)

HEARTBEAT_SECONDS = 5.0
GATHERING_SECONDS = 0.15
"""A busy house is told of at most some six times a second; what is touched in between comes with the next."""


@router.get("/events")
async def events(request: Request, house: HouseDep, user: ActingUser) -> StreamingResponse:
    """Stream an event named after each touched conversation, and `touched` for lists; ends when nobody listens."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream_touched(request, house, user), media_type="text/event-stream", headers=headers)


async def stream_touched(request: Request, house: House, user: User) -> AsyncIterator[str]:
    """Yield what a browser reads: first `again`, since something may have happened before it listened."""
    async with house.live.watch() as watch:
        yield f"retry: 1000\n\n{_event('again')}"
        while not await request.is_disconnected():
            touched = await watch.next(HEARTBEAT_SECONDS)
            if not touched:
                yield ": still here\n\n"
                continue
            theirs = await house.ledger.read(partial(_theirs, user, touched))
            if theirs:
                yield "".join(_event(name) for name in (*theirs, "touched"))
            await asyncio.sleep(GATHERING_SECONDS)


def _event(name: str) -> str:
    """Write one event. It needs some data, or browsers drop it."""
    return f"event: {name}\ndata: 1\n\n"


def _theirs(user: User, touched: frozenset[ConversationId], books: Reader) -> list[ConversationId]:
    """Leave out what belongs to merchants that the person does not answer for."""
    return sorted(one for one in touched if user.may_answer_for(books.merchant_of_conversation(one) or ""))
