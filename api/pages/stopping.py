"""Stopping a number in the page, and taking a block back. REST's own functions do it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayReassign, MayReply
from api.house import HouseDep
from api.pages.desk import Desk
from api.pages.page_route import PageRoute
from api.rest import stopping as rest
from conversation.ids import ConversationId

router = APIRouter(prefix="/conversations/{conversation_id}", route_class=PageRoute, include_in_schema=False)


@router.post("/stop")
async def stop(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    kind: Annotated[rest.Stop, Form()],
    reason: Annotated[str, Form(max_length=rest.LONGEST_REASON)] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Stop every text to this shopper: the box is locked at once."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.stop(conversation_id, rest.StopIn(kind=kind, reason=reason), house, user))


@router.post("/unblock")
async def unblock(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReassign,
    reason: Annotated[str, Form(max_length=rest.LONGEST_REASON)] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Take a block back."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.take_block_back(conversation_id, rest.UnblockIn(reason=reason), house, user))
