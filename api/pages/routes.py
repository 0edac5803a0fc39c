"""Conversations: the page and its fragments."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse

from api.auth import MayRead
from api.house import House, HouseDep
from api.pages.conversation import ConversationView, conversation_view
from api.pages.listing import Asked, Listing, listing_of, next_waiting
from api.pages.look import Look, look
from api.pages.page_route import PageRoute, local_path
from api.pages.reading import mark_read
from api.pages.rendering import render
from api.pages.shell import Shell, shell_of
from api.rest.cursor import parse_cursor
from conversation.filter import Filter
from conversation.ids import ConversationId
from conversation.user import User

LONGEST_SEARCH = 200

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
async def home(house: HouseDep) -> Response:
    """Go to where the work is: the demo's own page, else Conversations."""
    return RedirectResponse("/demo" if house.settings.demo and house.simulator else "/conversations", 303)


def asked(
    show: Filter = Filter.ALL,
    after: str = "",
    q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    open_id: Annotated[str | None, Query(alias="open")] = None,
) -> Asked:
    """Read what is to be listed from an address. Raises Invalid for a cursor that is none."""
    return Asked(show, q, open_id, parse_cursor(after) if after else None)


AskedDep = Annotated[Asked, Depends(asked)]


@router.get("/conversations")
async def conversations(house: HouseDep, user: MayRead, what: AskedDep) -> Response:
    """Show the list, and no conversation yet."""
    return await conversations_page(house, user, replace(what, open_id=None))


@router.get("/conversations/list")
async def conversation_list(house: HouseDep, user: MayRead, what: AskedDep) -> Response:
    """Answer with the list alone, as it stands now."""
    return render("fragments/list.html", listing=await look(house, user, lambda seen: listing_of(seen, what)))


@router.get("/conversations/next")
async def next_conversation(house: HouseDep, user: MayRead, what: AskedDep) -> Response:
    """Go to the most urgent conversation that waits, other than the one that is open and those that others claimed."""
    found = await look(house, user, lambda seen: next_waiting(seen, what.open_id))
    address = f"/conversations/{found}" if found else "/conversations"
    return RedirectResponse(f"{address}?show={Filter.ESCALATED.value}", 303)


@router.get("/conversations/{conversation_id}")
async def conversation(conversation_id: ConversationId, house: HouseDep, user: MayRead, what: AskedDep) -> Response:
    """Show one conversation beside the list. Whoever opens it has read it."""
    await mark_read(house, user, conversation_id)
    return await conversations_page(house, user, replace(what, open_id=conversation_id))


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


async def conversations_page(house: House, user: User, what: Asked) -> Response:
    """Show the whole page."""

    def build(seen: Look) -> tuple[Shell, Listing, ConversationView | None]:
        row = seen.conversation(what.open_id) if what.open_id else None
        view = conversation_view(seen, what.open_id, back=what.back) if what.open_id else None
        return shell_of(seen, "conversations", what.home, row), listing_of(seen, what), view

    shell, listing, view = await look(house, user, build)
    return render("conversations.html", shell=shell, listing=listing, view=view)
