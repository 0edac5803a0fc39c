"""Who is calling, and whether they may: every route says by `Needs` what it takes."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request

from api.caller import ByName, BySession, Caller, Credential, caller_of, credential_of_key
from api.house import House, HouseDep
from api.problems import Forbidden, Unauthorized
from api.session import (
    PERSON,
    SESSION,
    check_page_token,
    check_same_site,
    is_sign_of_person,
    page_token,
    page_token_of,
)
from conversation.api_keys import note_use
from conversation.errors import NotAllowed
from conversation.ledger import Reader
from conversation.role import Denied, Permission, Permitted
from conversation.tokens import digest_of_token
from conversation.user import User
from conversation.web_sessions import note_sign

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})
NO_KEY = "log in, or send an API key as 'Authorization: Bearer ...'"
NO_SESSION = "the session has ended; log in again"


async def calling(
    request: Request,
    house: HouseDep,
    authorization: Annotated[str, Header()] = "",
    x_twolane_user: Annotated[str, Header()] = "",
) -> Caller:
    """Return who calls: in the demo the person named, chosen, or the first; elsewhere whoever a key or session says.

    Raises Unauthorized without either, Forbidden for a foreign Host or Origin, for a change whose page lacks its
    token, and for a named person for whom the caller may not act.
    """
    page_token.set("")
    now = house.clock.now()
    if house.settings.demo:
        check_loopback(request)
        caller = await house.ledger.read(lambda books: _in_demo(books, x_twolane_user, request, now))
    else:
        credential = await _credential(request, house, authorization, x_twolane_user)
        caller = await house.ledger.read(lambda books: caller_of(books, credential, now))
        if caller is None and not x_twolane_user:
            raise Unauthorized(NO_SESSION if isinstance(credential, BySession) else NO_KEY)
    if caller is None or x_twolane_user not in ("", caller.user.id):
        raise Forbidden(f"no such person, or not for you to act for: {x_twolane_user or 'nobody is registered'}")
    await _note(request, house, caller, now)
    return caller


Calling = Annotated[Caller, Depends(calling)]


async def acting_user(caller: Calling) -> User:
    """Return the person on whose behalf the call is made."""
    return caller.user


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
MayReassign = Annotated[User, Depends(Needs(Permission.REASSIGN))]
MayOverride = Annotated[User, Depends(Needs(Permission.OVERRIDE))]
MayAudit = Annotated[User, Depends(Needs(Permission.AUDIT))]
MayChangeSettings = Annotated[User, Depends(Needs(Permission.SETTINGS))]
MayManageUsers = Annotated[User, Depends(Needs(Permission.USERS))]
MayManageKeys = Annotated[User, Depends(Needs(Permission.KEYS))]


def check_loopback(request: Request) -> None:
    """Raise Forbidden for a Host or Origin that is not this machine: a foreign page must not drive the demo."""
    host = request.headers.get("host", "").rsplit(":", 1)[0] if request.headers.get("host") else ""
    if host not in LOOPBACK:
        raise Forbidden(f"the demo answers on this machine only, not as {host!r}")
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forbidden(f"the demo takes no requests from {origin}")


def _in_demo(books: Reader, named: str, request: Request, now: datetime) -> Caller | None:
    chosen = caller_of(books, ByName(named or request.cookies.get(PERSON, "")), now)
    return chosen if chosen or named else caller_of(books, ByName(), now)


async def _credential(request: Request, house: House, authorization: str, named: str) -> Credential:
    if authorization:
        given = authorization.removeprefix("Bearer ").strip()
        credential = credential_of_key(house.settings.api_key.get_secret_value(), given, named)
        if credential is None:
            raise Unauthorized(NO_KEY)
        return credential
    token = request.cookies.get(SESSION, "")
    if not token:
        raise Unauthorized(NO_KEY)
    check_same_site(request, house.settings.public_url)
    await check_page_token(request, token)
    page_token.set(page_token_of(token))
    return BySession(digest_of_token(token))


async def _note(request: Request, house: House, caller: Caller, now: datetime) -> None:
    """Note that a session's person was there, or that a key was used, once a minute at most."""
    session, key = caller.session, caller.key
    if session is not None and session.is_due_for_sign(now) and is_sign_of_person(request):
        await house.ledger.write(lambda books: note_sign(books, session.digest, now))
    if key is not None and key.is_due_for_use(now):
        await house.ledger.write(lambda books: note_use(books, key.id, now))
