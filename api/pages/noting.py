"""Keeping and erasing notes in the page. REST's own functions do it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayReply
from api.house import HouseDep
from api.pages.desk import Desk
from api.pages.page_route import PageRoute
from api.rest import notes as rest
from conversation.ids import ConversationId

router = APIRouter(prefix="/conversations/{conversation_id}/notes", route_class=PageRoute, include_in_schema=False)


@router.post("")
async def keep(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    note: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Keep a note: it is in the thread at once, for people alone."""
    words = rest.NoteIn(text=note.replace("\r\n", "\n"))
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.add_note(conversation_id, words, house, user))


@router.post("/{note_id}/erase")
async def erase(
    conversation_id: ConversationId,
    note_id: str,
    request: Request,
    house: HouseDep,
    user: MayReply,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Destroy the words of a note."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.delete_note(conversation_id, note_id, house, user))
