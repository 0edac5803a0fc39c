"""What each part of Settings and of Agent has around it: the merchant it is about, and the ways to the other parts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request
from starlette.status import HTTP_200_OK

from api.address import address_mark
from api.house import House
from api.pages.look import Look
from api.pages.moments import Moments, moments_for
from api.pages.settings_tabs import PARTS, Parts, Tab, merchants_with, tabs_of
from api.pages.typed import Typed, typed_of
from api.problems import problem_of, status_of
from conversation.errors import TwolaneError, Unknown
from conversation.managing import Manager
from conversation.merchant import Merchant
from conversation.role import Permission
from conversation.user import User


@dataclass(frozen=True, slots=True)
class Frame:
    """`told` says what was just done, `secret` is shown this once, `problem` says why nothing was done, to `typed`."""

    merchant: Merchant
    parts: tuple[Tab, ...]
    merchants: tuple[Tab, ...]
    told: str = ""
    secret: str = ""
    problem: str = ""
    typed: Typed = field(default_factory=Typed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the last press."""

    told: str = ""
    secret: str = ""
    problem: str = ""
    typed: Typed = field(default_factory=Typed)


async def outcome_of(
    request: Request,
    house: House,
    user: User,
    change: Callable[[Manager], Outcome],
    expected: tuple[type[TwolaneError], ...],
) -> tuple[Outcome, int]:
    """Change what `user` may manage; an error of the `expected` kinds becomes a problem to show. The int is HTTP's."""
    now, address = house.clock.now(), address_mark(request, house.settings)
    try:
        return await house.ledger.write(lambda books: change(Manager(books, user, now, address))), HTTP_200_OK
    except expected as error:
        typed = await typed_of(request, error)
        return Outcome(problem=f"{problem_of(error).detail}.", typed=typed), status_of(error)


def frame_of(
    seen: Look, permission: Permission, path: str, chosen: str, outcome: Outcome, parts: Parts = PARTS
) -> Frame:
    """Return the frame for the chosen merchant, or the first. Raises Unknown for one that is not the person's."""
    mine = merchants_with(seen.user, permission)
    merchant_id = chosen or (mine[0] if mine else "")
    merchant = seen.books.merchant(merchant_id) if merchant_id in mine else None
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    named = ((one, seen.books.merchant(one)) for one in mine) if len(mine) > 1 else ()
    return Frame(
        merchant=merchant,
        parts=tabs_of(parts, seen.user, path, merchant_id),
        merchants=tuple(
            Tab(f"{path}?merchant={one}", row.name if row else one, one == merchant_id) for one, row in named
        ),
        told=outcome.told,
        secret=outcome.secret,
        problem=outcome.problem,
        typed=outcome.typed,
    )


def moments_at(seen: Look, merchant: Merchant) -> Moments:
    """Return words for moments in the merchant's zone."""
    return moments_for(None, merchant, seen.now)
