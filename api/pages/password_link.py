"""Setting a password by a link that works once: for who was added, or forgot theirs."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.address import address_mark
from api.house import House, HouseDep
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.password_address import PASSWORD_PATH
from api.session import check_same_site
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid, Unknown
from conversation.ids import UserId
from conversation.ledger import Books, Reader
from conversation.password import SHORTEST, check_password
from conversation.passwords import use_link
from conversation.tokens import digest_of_token
from conversation.user import User

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(PASSWORD_PATH)
async def ask(house: HouseDep, token: str = "") -> Response:
    """Ask for a new password. Raises Unknown for a link that was used or is old."""
    return _form(await _owner(house, token), token)


@router.post(PASSWORD_PATH)
async def set_new(
    request: Request,
    house: HouseDep,
    token: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Set it, end every session of the person, and lead to the login."""
    check_same_site(request, house.settings.public_url)
    user, now = await _owner(house, token), house.clock.now()
    try:
        if password != again:
            raise Invalid("password", "the two differ", "type the same twice")
        check_password(password, user)
    except Invalid as error:
        return _form(user, token, str(error))
    hash = await house.passwords.hash(password)
    doer = Doer(user.id, address_mark(request, house.settings))

    def command(books: Books) -> UserId:
        user_id = use_link(books, token, hash, now)
        record_act(books, doer, ActKind.PASSWORD_CHANGED, user_id, user.merchants, now, by="link")
        return user_id

    await house.ledger.write(command)
    return RedirectResponse("/login", 303)


def _form(user: User, token: str, problem: str = "") -> Response:
    status = 422 if problem else 200
    return render("password.html", status, user=user, token=token, problem=problem, shortest=SHORTEST)


async def _owner(house: House, token: str) -> User:
    now = house.clock.now()

    def owner(books: Reader) -> User | None:
        link = books.password_link(digest_of_token(token))
        return books.user(link.user_id) if link and link.is_live(now) else None

    user = await house.ledger.read(owner)
    if user is None or user.removed_at is not None:
        raise Unknown("link", "that can still be used")
    return user
