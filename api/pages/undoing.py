"""Taking a text back in the page. REST's own function does it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayReply
from api.house import HouseDep
from api.pages.desk import Desk
from api.pages.page_route import PageRoute
from api.rest import undoing as rest
from conversation.ids import ConversationId, MessageId

router = APIRouter(prefix="/conversations/{conversation_id}", route_class=PageRoute, include_in_schema=False)


@router.post("/messages/{message_id}/undo")
async def undo(
    conversation_id: ConversationId,
    message_id: MessageId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Take the text back: its words are in the box again. 409 in the page when it was too late."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.undo(conversation_id, message_id, house, user))
