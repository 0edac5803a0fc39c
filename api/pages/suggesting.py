"""What a person does with the AI's draft in the page. REST's own functions do it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayReply
from api.house import HouseDep
from api.pages.desk import Desk
from api.pages.outlook import parse_composed
from api.pages.page_route import PageRoute
from api.rest import suggestions as rest
from conversation.ids import ConversationId

router = APIRouter(
    prefix="/conversations/{conversation_id}/suggestions/{suggestion_id}",
    route_class=PageRoute,
    include_in_schema=False,
)


@router.post("/send")
async def send(
    conversation_id: ConversationId,
    suggestion_id: str,
    request: Request,
    house: HouseDep,
    user: MayReply,
    body: Annotated[str | None, Form()] = None,
    shown_at: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Take control and send the draft, as it is or as the person changed it."""
    words = None if body is None else body.replace("\r\n", "\n")
    asked = rest.SuggestionIn(body=words, shown_at=parse_composed(shown_at), undoable=True)
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.depart(lambda status: rest.send(conversation_id, suggestion_id, house, user, status, asked))


@router.post("/dismiss")
async def dismiss(
    conversation_id: ConversationId,
    suggestion_id: str,
    request: Request,
    house: HouseDep,
    user: MayReply,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Throw the draft away."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.dismiss(conversation_id, suggestion_id, house, user))
