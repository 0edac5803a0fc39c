"""Logging in and out, outside the demo."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.address import address_mark
from api.auth import Calling
from api.house import HouseDep
from api.logging_in import Attempt, log_in
from api.pages.page_route import PageRoute, local_path
from api.pages.rendering import render
from api.problems import TooManyAttempts, Unauthorized, headers_of, status_of
from api.session import SESSION, check_same_site, is_secure, keep_cookie
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.ledger import Books
from conversation.tokens import digest_of_token
from conversation.web_sessions import end_session, end_sessions

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/conversations"


@router.get("/login")
async def login_page(next: str = HOME) -> Response:
    """Ask for address and password."""
    return render("login.html", next=local_path(next, HOME), email="", problem="")


@router.post("/login")
async def begin(
    request: Request,
    house: HouseDep,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = HOME,
) -> Response:
    """Begin a session, or say that it was not begun; which of the two is wrong is not said."""
    check_same_site(request, house.settings.public_url)
    before = request.cookies.get(SESSION, "")
    attempt = Attempt(email, password, address_mark(request, house.settings), digest_of_token(before) if before else "")
    leads_to = local_path(next, HOME)
    try:
        token = await log_in(house, attempt)
    except (Unauthorized, TooManyAttempts) as error:
        answer: Response = render("login.html", status_of(error), next=leads_to, email=email, problem=str(error))
        answer.headers.update(headers_of(error))
        return answer
    answer = RedirectResponse(leads_to, 303)
    keep_cookie(answer, SESSION, token, secure=is_secure(request, house.settings.public_url))
    return answer


@router.post("/logout")
async def log_out(request: Request, house: HouseDep, caller: Calling) -> Response:
    """End the session in this browser."""
    session, now = caller.session, house.clock.now()
    if session is not None:
        doer = Doer(caller.user.id, address_mark(request, house.settings))

        def command(books: Books) -> None:
            end_session(books, session.digest, now)
            record_act(books, doer, ActKind.LOGGED_OUT, caller.user.id, caller.user.merchants, now)

        await house.ledger.write(command)
    return _left()


@router.post("/logout/everywhere")
async def log_out_everywhere(request: Request, house: HouseDep, caller: Calling) -> Response:
    """End every session of the person."""
    user, now = caller.user, house.clock.now()
    doer = Doer(user.id, address_mark(request, house.settings))

    def command(books: Books) -> None:
        ended = end_sessions(books, user.id, now)
        record_act(books, doer, ActKind.LOGGED_OUT_EVERYWHERE, user.id, user.merchants, now, sessions=str(ended))

    await house.ledger.write(command)
    return _left()


def _left() -> Response:
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(SESSION)
    return answer
