"""Earlier texts of a long conversation, read when somebody asks for them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.auth import MayRead
from api.house import HouseDep
from api.pages.conversation import ConversationView, conversation_view, moments_of
from api.pages.listing import Asked, Listing, listing_of
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render, wants_fragment
from api.pages.shell import Shell, shell_of
from api.pages.thread import STRETCH, Thread, earlier_thread
from conversation.ids import ConversationId

router = APIRouter(prefix="/conversations", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Earlier:
    """One more stretch, to stand above the one that is shown."""

    conversation_id: ConversationId
    thread: Thread
    back: str = ""


@router.get("/{conversation_id}/earlier")
async def earlier(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayRead,
    through_seq: Annotated[int, Query(ge=0)],
) -> Response:
    """Answer with the stretch that ends with the text `through_seq`; the page from there on without JavaScript."""
    if wants_fragment(request):
        view = await look(house, user, lambda seen: _earlier(seen, conversation_id, through_seq))
        return render("fragments/stretch.html", view=view, thread=view.thread)

    def build(seen: Look) -> tuple[Shell, Listing, ConversationView]:
        row = seen.conversation(conversation_id)
        shown = conversation_view(seen, conversation_id, after_seq=max(0, through_seq - STRETCH))
        shell = shell_of(seen, "conversations", f"/conversations/{row.id}", row)
        return shell, listing_of(seen, Asked(open_id=row.id)), shown

    shell, listing, whole = await look(house, user, build)
    return render("conversations.html", shell=shell, listing=listing, view=whole)


def _earlier(seen: Look, conversation_id: ConversationId, through_seq: int) -> Earlier:
    row = seen.conversation(conversation_id)
    return Earlier(row.id, earlier_thread(seen, moments_of(seen, row), row, min(through_seq, row.last_seq)))
