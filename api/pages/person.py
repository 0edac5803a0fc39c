"""Choosing as whom one works, in the demo: elsewhere one is who one logged in as."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import ActingUser
from api.house import HouseDep
from api.pages.page_route import PageRoute, local_path
from api.session import PERSON, is_secure, keep_cookie
from conversation.errors import Unknown

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/person")
async def choose_person(
    request: Request,
    house: HouseDep,
    user: ActingUser,
    person: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Work as this person from now on. Raises Unknown for a stranger."""
    users = await house.ledger.read(lambda books: books.users())
    if person not in {one.id for one in users if one.removed_at is None}:
        raise Unknown("person", person)
    answer = RedirectResponse(local_path(back, "/"), 303)
    keep_cookie(answer, PERSON, person, secure=is_secure(request, house.settings.public_url))
    return answer
