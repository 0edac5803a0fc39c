"""Presence in the page: its heartbeat, and the switch by which a person says that they are away."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import MayControl
from api.house import House, HouseDep
from api.pages.page_route import PageRoute, local_path
from api.pages.rendering import render, wants_fragment
from api.rest.agents import note_presence
from conversation.agent_seat import PresenceState
from conversation.ledger import Books
from conversation.user import User

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/presence")
async def be_present(
    request: Request,
    house: HouseDep,
    user: MayControl,
    state: Annotated[PresenceState | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Note a heartbeat. Without a state it repeats what the person said last, while that holds; else they are there."""
    noted = await house.ledger.write(lambda books: _note(house, books, user, state))
    if not wants_fragment(request):
        return RedirectResponse(local_path(back, "/conversations"), 303)
    return render("fragments/presence.html", presence=noted, here=local_path(back, "/conversations"))


def _note(house: House, books: Books, user: User, state: PresenceState | None) -> PresenceState:
    now, before = house.clock.now(), books.presence(user.id)
    said = state or (before.state if before is not None and before.is_fresh(now) else PresenceState.ONLINE)
    note_presence(books, user, said, now)
    return said
