"""Lists of conversations over REST: by filter as in the page, by who has control, or by a search."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.auth import MayRead
from api.house import House, HouseDep
from api.rest.conversations import PROBLEMS
from api.rest.cursor import parse_cursor, write_cursor
from api.rest.models import ConversationSummary, Page, ProblemOut
from api.rest.presenting import Presenter
from api.searching import Match, find
from conversation.conversation import Control
from conversation.errors import Invalid
from conversation.filter import Filter, Listed, Place, belongs
from conversation.ledger import Reader
from conversation.user import User

router = APIRouter(prefix="/api/conversations", tags=["Conversations"])

LONGEST_SOUGHT = 200


class ConversationListed(ConversationSummary):
    """One conversation in a list."""

    excerpt: str | None = Field(default=None, description="the text around the words that a search found in it")


@router.get("", responses=PROBLEMS | {422: {"model": ProblemOut}})
async def list_conversations(
    house: HouseDep,
    user: MayRead,
    q: Annotated[
        str, Query(max_length=LONGEST_SOUGHT, description="a shopper's name or number, or words of one text")
    ] = "",
    show: Annotated[Filter | None, Query(description="a filter of the page; escalated begins with the urgent")] = None,
    control: Control | None = None,
    mine: Annotated[bool, Query(description="those of which you have control")] = False,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[ConversationListed]:
    """List the conversations of your merchants, newest first.

    A search answers with one page of at most 50: those found by name or number, then those found by their texts.
    """
    before = parse_cursor(after) if after else None
    if show and (control or mine):
        raise Invalid("show", "it cannot go with control or mine", "leave those two out")
    if before and (q or (show and not show.is_newest_first)):
        raise Invalid("after", "this list has one page", "ask for as many as you need with limit")

    def read(books: Reader) -> Page[ConversationListed]:
        if q.strip():
            found = find(books, user.merchants, q, lambda one: _is_asked_for(one, user, show, control, mine))[:limit]
            return Page(items=[_shown(books, house, one) for one in found])
        rows = _rows(books, user, show, control, mine, before, limit + 1)
        last = rows[limit - 1].conversation if len(rows) > limit else None
        by_time = show is None or show.is_newest_first
        return Page(
            items=[_shown(books, house, Match(row)) for row in rows[:limit]],
            next=write_cursor(last.updated_at, last.id) if last and by_time else None,
        )

    return await house.ledger.read(read)


def _rows(
    books: Reader,
    user: User,
    show: Filter | None,
    control: Control | None,
    mine: bool,
    before: Place | None,
    limit: int,
) -> tuple[Listed, ...]:
    if show is not None:
        return books.listed(user.merchants, show, user.id, before=before, limit=limit)
    holder = user.id if mine else None
    rows = books.conversations(user.merchants, control=control, holder=holder, before=before, limit=limit)
    return tuple(Listed(row, None) for row in rows)


def _is_asked_for(listed: Listed, user: User, show: Filter | None, control: Control | None, mine: bool) -> bool:
    row = listed.conversation
    if show is not None:
        return belongs(listed, show, user.id)
    return control in (None, row.control) and (not mine or row.holder == user.id)


def _shown(books: Reader, house: House, match: Match) -> ConversationListed:
    row = match.listed.conversation
    summary = Presenter(books, row.merchant_id, house.rulebook).summary(row)
    excerpt = "".join(piece for piece, _ in match.excerpt) or None
    return ConversationListed(**summary.model_dump(), excerpt=excerpt)
