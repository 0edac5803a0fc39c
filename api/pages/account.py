"""One's own account: where one is logged in, and changing the password."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.address import address_mark
from api.auth import Calling
from api.caller import Caller
from api.house import House, HouseDep
from api.logging_in import REFUSAL, Attempt
from api.pages.look import Look, look
from api.pages.moments import Stamp, moments_for
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.shell import Shell, shell_of
from api.problems import Forbidden, TooManyAttempts, status_of
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid, TwolaneError
from conversation.ledger import Books
from conversation.password import SHORTEST, check_password
from conversation.passwords import set_password
from conversation.throttling import TooSoon, admit, clear

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser in which the person is logged in."""

    began: Stamp
    seen: Stamp
    is_this: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`roles` are pairs of a merchant's name and what the person is there."""

    name: str
    email: str
    roles: tuple[tuple[str, str], ...]
    sessions: tuple[SessionRow, ...]
    problem: str
    told: str
    shortest: int = SHORTEST


@router.get("/account")
async def account(house: HouseDep, caller: Calling) -> Response:
    """Show one's own account."""
    return await _show(house, caller)


@router.post("/account/password")
async def change_password(
    request: Request,
    house: HouseDep,
    caller: Calling,
    current: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Set a new password for who knows the present one; every other session ends."""
    try:
        await _change(house, caller, address_mark(request, house.settings), current, password, again)
    except (Invalid, Forbidden, TooManyAttempts) as error:
        return await _show(house, caller, problem=error)
    return await _show(house, caller, told="The password is changed, and every other session has ended.")


async def _change(house: House, caller: Caller, address: str, current: str, password: str, again: str) -> None:
    user, session, now = caller.user, caller.session, house.clock.now()
    if session is None:
        raise Forbidden("log in to change your password; a key cannot")
    if password != again:
        raise Invalid("password", "the two differ", "type the same twice")
    check_password(password, user)
    subject = Attempt(user.email or "", "", address).account
    admitted = await house.ledger.write(lambda books: admit(books, (subject,), now))
    if isinstance(admitted, TooSoon):
        raise TooManyAttempts(admitted.until - now)
    known = await house.ledger.read(lambda books: books.password(user.id))
    if known is None or not await house.passwords.matches(known.hash, current):
        raise Invalid("current", "it is not your password", "type the one you logged in with")
    fresh = await house.passwords.hash(password)

    def command(books: Books) -> None:
        books.lock_user(user.id)
        if books.password(user.id) != known:
            raise Forbidden(REFUSAL)
        clear(books, subject, now)
        set_password(books, user.id, fresh, now, keep_session=session.digest)
        record_act(books, Doer(user.id, address), ActKind.PASSWORD_CHANGED, user.id, user.merchants, now)

    await house.ledger.write(command)


async def _show(house: House, caller: Caller, *, problem: TwolaneError | None = None, told: str = "") -> Response:
    def build(seen: Look) -> tuple[Shell, AccountPage]:
        words = str(problem) if problem else ""
        return shell_of(seen, "account", "/account"), _page(seen, caller, words, told)

    shell, view = await look(house, caller.user, build)
    return render("account.html", status_of(problem) if problem else 200, shell=shell, view=view)


def _page(seen: Look, caller: Caller, problem: str, told: str) -> AccountPage:
    user = caller.user
    merchants = [(seen.books.merchant(merchant_id), role) for merchant_id, role in user.roles.items()]
    moments = moments_for(None, merchants[0][0] if merchants else None, seen.now)
    live = [one for one in seen.books.web_sessions(user.id) if one.is_live(seen.now)]
    return AccountPage(
        name=user.name,
        email=user.email or "",
        roles=tuple((merchant.name if merchant else "", role.value) for merchant, role in merchants),
        sessions=tuple(
            SessionRow(moments.at(one.began_at), moments.ago(one.seen_at), one == caller.session) for one in live
        ),
        problem=problem,
        told=told,
    )
