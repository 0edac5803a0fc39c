"""The preview under the composer: the gate's word on what is being typed."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from api.auth import MayReply
from api.house import HouseDep
from api.pages.conversation import moments_of
from api.pages.look import Look, look
from api.pages.outlook import Outlook, outlook_of, stated_override
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.written import Written
from conversation.ids import ConversationId
from conversation.role import Permission
from handoff.takeover import LONGEST_REPLY

router = APIRouter(prefix="/conversations", route_class=PageRoute, include_in_schema=False)


@router.post("/{conversation_id}/preview")
async def preview(
    conversation_id: ConversationId,
    house: HouseDep,
    user: MayReply,
    body: Annotated[str, Form()] = "",
    confirmed_unbacked: Annotated[bool, Form()] = False,
    override_source: Annotated[str, Form()] = "",
    save_as_fact: Annotated[bool, Form()] = False,
    canned: Annotated[list[str] | None, Form()] = None,
    suggestion: Annotated[str, Form()] = "",
    media: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Say what would happen to these words if they were sent now. Nothing is written."""

    override = stated_override(confirmed_unbacked, override_source, save_as_fact)
    written = Written(body[:LONGEST_REPLY], override, tuple(canned or ()), suggestion, tuple(media or ()))

    def build(seen: Look) -> Outlook | None:
        row = seen.conversation(conversation_id, Permission.REPLY)
        return outlook_of(seen, moments_of(seen, row), row, written)

    return render("fragments/outlook.html", outlook=await look(house, user, build))
