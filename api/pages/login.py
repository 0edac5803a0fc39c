"""Logging in outside the demo: the API key is entered once and never stored in the browser."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import check_key
from api.house import HouseDep
from api.pages.page_route import PageRoute, local_path
from api.pages.rendering import render
from api.problems import Unauthorized
from api.session import PERSON, SESSION, check_same_site, is_secure, keep_cookie, write_session

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/conversations"


@router.get("/login")
async def login_page(next: str = HOME) -> Response:
    """Ask for the API key."""
    return render("login.html", next=local_path(next, HOME), problem="")


@router.post("/login")
async def log_in(
    request: Request, house: HouseDep, key: Annotated[str, Form()] = "", next: Annotated[str, Form()] = HOME
) -> Response:
    """Begin a session, or say that the key is wrong."""
    check_same_site(request, house.settings.public_url)
    expected = house.settings.api_key.get_secret_value()
    try:
        check_key(expected, key)
    except Unauthorized:
        return render("login.html", 401, next=local_path(next, HOME), problem="That is not the API key.")
    answer = RedirectResponse(local_path(next, HOME), 303)
    secure = is_secure(request, house.settings.public_url)
    keep_cookie(answer, SESSION, write_session(expected, house.clock.now()), secure=secure)
    return answer


@router.post("/logout")
async def log_out(request: Request, house: HouseDep) -> Response:
    """End the session in this browser."""
    check_same_site(request, house.settings.public_url)
    answer = RedirectResponse("/login", 303)
    for name in (SESSION, PERSON):
        answer.delete_cookie(name)
    return answer
