"""What fills the box: a canned reply, a draft that the AI is asked for, an offer. REST's own functions do it."""

from collections.abc import Awaitable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayReply
from api.house import HouseDep
from api.pages.desk import Desk
from api.pages.page_route import PageRoute
from api.pages.written import Written
from api.rest import drafts, offers
from api.rest.conversations import canned_words_of, merchant_for
from conversation.ids import ConversationId
from conversation.ledger import Reader
from conversation.role import Permission

router = APIRouter(prefix="/conversations/{conversation_id}", route_class=PageRoute, include_in_schema=False)


@router.post("/canned")
async def insert_canned(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    insert: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    canned: Annotated[list[str] | None, Form()] = None,
    media: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Put a canned reply into the box, as it reads in this conversation."""

    def read(books: Reader) -> Written:
        merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
        words = canned_words_of(books, merchant_id, conversation_id, user, [insert], house.clock.now())
        return Written(joined(body, words), canned=(*(canned or ()), insert), media=tuple(media or ()))

    desk = Desk(request, house, user, conversation_id, back)
    return await desk.fill(house.ledger.read(read))


@router.post("/draft")
async def ask_for_draft(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    body: Annotated[str, Form()] = "",
    canned: Annotated[list[str] | None, Form()] = None,
    media: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Ask the AI for a draft and put it into the box. Nothing is sent by it."""

    async def ask() -> Written:
        draft = await drafts.ask_for_draft(conversation_id, house, user)
        return Written(
            joined(body, draft.body), canned=tuple(canned or ()), suggestion=draft.id, media=tuple(media or ())
        )

    return await _fill(request, house, user, conversation_id, back, body, ask())


@router.post("/offer")
async def grant_offer(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    percent: Annotated[int, Form()],
    body: Annotated[str, Form()] = "",
    canned: Annotated[list[str] | None, Form()] = None,
    media: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Grant an offer and put its code into the box."""

    async def ask() -> Written:
        offer = await offers.grant_offer(conversation_id, offers.OfferIn(percent=percent), house, user)
        return Written(joined(body, offer.words), canned=tuple(canned or ()), media=tuple(media or ()))

    return await _fill(request, house, user, conversation_id, back, body, ask())


async def _fill(
    request: Request,
    house: HouseDep,
    user: MayReply,
    conversation_id: ConversationId,
    back: str,
    body: str,
    asking: Awaitable[Written],
) -> Response:
    return await Desk(request, house, user, conversation_id, back, Written(body)).fill(asking)


def joined(typed: str, words: str) -> str:
    """Return what was in the box with `words` after it."""
    typed = typed.replace("\r\n", "\n").rstrip()
    return f"{typed}\n{words}" if typed else words
