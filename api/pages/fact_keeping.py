"""Keeping a person's text as a fact, in the page. REST's own function does it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayOverride
from api.house import HouseDep
from api.pages.desk import Desk
from api.pages.page_route import PageRoute
from api.rest import facts as rest
from conversation.ids import ConversationId, MessageId

router = APIRouter(prefix="/conversations/{conversation_id}", route_class=PageRoute, include_in_schema=False)


@router.post("/messages/{message_id}/fact")
async def keep(
    conversation_id: ConversationId,
    message_id: MessageId,
    request: Request,
    house: HouseDep,
    user: MayOverride,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Keep the text: under it stands that it is a fact from now on. 409 in the page when it was one already."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.keep(conversation_id, message_id, house, user))
