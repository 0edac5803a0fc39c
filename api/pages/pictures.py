"""Putting a picture beside the words in the box, and looking at one that left."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from api.auth import MayRead, MayReply
from api.house import HouseDep
from api.pages.desk import Desk
from api.pages.page_route import PageRoute
from api.pages.written import Written
from api.rest.media import serve_picture, take_picture
from conversation.ids import ConversationId

router = APIRouter(prefix="/conversations/{conversation_id}", route_class=PageRoute, include_in_schema=False)


@router.post("/picture")
async def attach(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    picture: Annotated[UploadFile, File()],
    body: Annotated[str, Form()] = "",
    canned: Annotated[list[str] | None, Form()] = None,
    suggestion: Annotated[str, Form()] = "",
    media: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Put a picture beside the words in the box."""
    before = Written(body.replace("\r\n", "\n"), None, tuple(canned or ()), suggestion, tuple(media or ()))

    async def taken() -> Written:
        file = await take_picture(house, user, conversation_id, picture)
        return Written(before.words, None, before.canned, before.suggestion, (*before.media, file.id))

    return await Desk(request, house, user, conversation_id, back, before).fill(taken())


@router.get("/media/{picture_id}")
async def picture_of_ours(
    conversation_id: ConversationId, picture_id: str, request: Request, house: HouseDep, user: MayRead
) -> Response:
    """Show a picture of a text of ours by itself."""
    return await serve_picture(request, house, user, conversation_id, picture_id)
