"""Conversations: the page and its fragments."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from api.auth import MayRead
from api.house import House, HouseDep
from api.pages.conversation import ConversationView, conversation_view
from api.pages.listing import Filter, Listing, listing_of
from api.pages.look import Look, look
from api.pages.page_route import PageRoute, local_path
from api.pages.rendering import render
from api.pages.shell import Shell, shell_of
from api.rest.cursor import parse_cursor
from conversation.ids import ConversationId
from conversation.user import User

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
async def home(house: HouseDep) -> Response:
    """Go to where the work is: the demo's own page, else Conversations."""
    return RedirectResponse("/demo" if house.settings.demo and house.simulator else "/conversations", 303)


@router.get("/conversations")
async def conversations(house: HouseDep, user: MayRead, show: Filter = Filter.ALL, after: str = "") -> Response:
    """Show the list, and no conversation yet."""
    return await conversations_page(house, user, None, show, after)


@router.get("/conversations/list")
async def conversation_list(
    house: HouseDep,
    user: MayRead,
    show: Filter = Filter.ALL,
    after: str = "",
    open_id: Annotated[str | None, Query(alias="open")] = None,
) -> Response:
    """Answer with the list alone, as it stands now."""
    before = parse_cursor(after) if after else None
    listing = await look(house, user, lambda seen: listing_of(seen, show, open_id, before))
    return render("fragments/list.html", listing=listing)


@router.get("/conversations/{conversation_id}")
async def conversation(
    conversation_id: ConversationId, house: HouseDep, user: MayRead, show: Filter = Filter.ALL, after: str = ""
) -> Response:
    """Show one conversation beside the list."""
    return await conversations_page(house, user, conversation_id, show, after)


@router.get("/conversations/{conversation_id}/thread")
async def thread(
    conversation_id: ConversationId,
    house: HouseDep,
    user: MayRead,
    back: str = "",
    after_seq: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Answer with what follows the ledger: thread, banner, buttons and brief, but not what is being typed.

    What a page shows already it goes on showing: its texts after `after_seq`.
    """
    leads_to = local_path(back, f"/conversations/{conversation_id}")
    view = await look(
        house, user, lambda seen: conversation_view(seen, conversation_id, back=leads_to, after_seq=after_seq)
    )
    return render("fragments/thread.html", view=view)


async def conversations_page(
    house: House, user: User, open_id: ConversationId | None, show: Filter = Filter.ALL, after: str = ""
) -> Response:
    """Show the whole page."""
    before = parse_cursor(after) if after else None

    def build(seen: Look) -> tuple[Shell, Listing, ConversationView | None]:
        row = seen.conversation(open_id) if open_id else None
        view = conversation_view(seen, open_id) if open_id else None
        here = f"/conversations/{open_id}" if open_id else "/conversations"
        return shell_of(seen, "conversations", here, row), listing_of(seen, show, open_id, before), view

    shell, listing, view = await look(house, user, build)
    return render("conversations.html", shell=shell, listing=listing, view=view)
