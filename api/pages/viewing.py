"""Who else looks at the conversation or types in it: a line above the box, asked for every few seconds."""

from fastapi import APIRouter, Response

from api.auth import MayRead
from api.house import HouseDep
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.rest import viewing as rest
from conversation.ids import ConversationId

router = APIRouter(prefix="/conversations", route_class=PageRoute, include_in_schema=False)


@router.get("/{conversation_id}/viewing")
async def viewing(conversation_id: ConversationId, house: HouseDep, user: MayRead, typing: bool = False) -> Response:
    """Say that the person is there and answer with who else is. Read-only to the ledger, and no sign of activity."""
    others = await rest.say_viewing(conversation_id, rest.ViewingIn(typing=typing), house, user)
    return render("fragments/viewing.html", others=others)
