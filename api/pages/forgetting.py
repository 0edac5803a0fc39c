"""Forgetting in the page what is remembered of a shopper. REST's own function does it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayReply
from api.house import HouseDep
from api.pages.desk import Desk
from api.pages.page_route import PageRoute
from api.rest import memory as rest
from conversation.ids import ConversationId

router = APIRouter(prefix="/conversations/{conversation_id}/memory", route_class=PageRoute, include_in_schema=False)


@router.post("/forget")
async def forget(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Forget what came before; the brief shows it no more."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.forget(conversation_id, house, user))
