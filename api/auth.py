"""Who is calling: an API key or a page's session; in the demo, a loopback page with the right Host and Origin."""

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request

from api.house import House, HouseDep
from api.problems import Forbidden, Unauthorized
from api.session import PERSON, SESSION, check_same_site, is_session
from conversation.errors import NotAllowed
from conversation.role import Denied, Permission, Permitted
from conversation.user import User

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})


async def acting_user(
    request: Request,
    house: HouseDep,
    authorization: Annotated[str, Header()] = "",
    x_twolane_user: Annotated[str, Header()] = "",
) -> User:
    """Return the person on whose behalf the call is made: the one named, else the one the page chose, else the first.

    Raises Unauthorized without the API key (outside the demo), Forbidden for a foreign Host or Origin or an unknown
    or removed person.
    """
    check_caller(request, house, authorization)
    users = await house.ledger.read(lambda books: books.users())
    standing = [user for user in users if user.removed_at is None]
    chosen = [user for user in standing if not x_twolane_user or user.id == x_twolane_user]
    if not chosen:
        raise Forbidden(f"no such person: {x_twolane_user or 'nobody is registered'}")
    person = "" if x_twolane_user else request.cookies.get(PERSON, "")
    return next((user for user in chosen if user.id == person), chosen[0])


ActingUser = Annotated[User, Depends(acting_user)]


class Needs:
    """Lets a call through only for somebody who may do this for some merchant; the call itself asks for which.

    Every route of ours declares one, or that it needs none: `tests/api/test_matrix.py` asks each.
    """

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, user: ActingUser) -> User:
        answers = [user.may(self.permission, merchant_id) for merchant_id in user.merchants]
        if not any(isinstance(answer, Permitted) for answer in answers):
            denied = [answer.why for answer in answers if isinstance(answer, Denied)]
            raise NotAllowed(denied[0] if denied else f"{user.name} works for no merchant")
        return user


MayRead = Annotated[User, Depends(Needs(Permission.READ))]
MayReply = Annotated[User, Depends(Needs(Permission.REPLY))]
MayControl = Annotated[User, Depends(Needs(Permission.CONTROL))]


def check_caller(request: Request, house: House, authorization: str) -> None:
    """Raise Unauthorized or Forbidden unless the demo's own page, the API key or a page's session is asking."""
    key, session = house.settings.api_key.get_secret_value(), request.cookies.get(SESSION, "")
    if house.settings.demo:
        check_loopback(request)
    elif session and not authorization:
        if not is_session(key, session, house.clock.now()):
            raise Unauthorized("the session has ended; log in again")
        check_same_site(request, house.settings.public_url)
    else:
        check_key(key, authorization)


def check_key(expected: str, authorization: str) -> None:
    """Raise Unauthorized unless the header carries the key as a bearer token; an empty key lets nobody in."""
    given = authorization.removeprefix("Bearer ").strip()
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Unauthorized("send the API key as 'Authorization: Bearer ...'")


def check_loopback(request: Request) -> None:
    """Raise Forbidden for a Host or Origin that is not this machine: a foreign page must not drive the demo."""
    host = request.headers.get("host", "").rsplit(":", 1)[0] if request.headers.get("host") else ""
    if host not in LOOPBACK:
        raise Forbidden(f"the demo answers on this machine only, not as {host!r}")
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forbidden(f"the demo takes no requests from {origin}")
