"""What a person does at the desk: take over, text, hand back. REST's own functions do it; the page shows what came."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import MayControl, MayReply
from api.house import House, HouseDep
from api.pages.conversation import ConversationView, Notice, conversation_view, moments_of
from api.pages.listing import Asked, Listing, listing_of
from api.pages.look import Look, look
from api.pages.outlook import parse_composed, stated_override
from api.pages.page_route import PageRoute, local_path
from api.pages.rendering import render, wants_fragment
from api.pages.shell import Shell, shell_of
from api.pages.written import NOTHING, Written
from api.problems import problem_of, status_of
from api.rest import conversations as rest
from api.rest.models import DepartureOut, HandbackIn, OverrideIn, ReplyIn, TakeoverIn
from api.rest.suggestions import SuggestionIn
from api.rest.suggestions import send as send_suggestion
from conversation.errors import Conflict, Invalid
from conversation.ids import ConversationId
from conversation.user import User

router = APIRouter(prefix="/conversations", route_class=PageRoute, include_in_schema=False)


@router.post("/{conversation_id}/takeover")
async def take_over(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayControl,
    epoch: Annotated[int | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Take control; 409 in the page when somebody else did."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.take_over(conversation_id, house, user, TakeoverIn(epoch=epoch)))


@router.post("/{conversation_id}/handback")
async def hand_back(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayControl,
    note: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Give control back to the AI."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.hand_back_control(conversation_id, house, user, HandbackIn(note=note)))


@router.post("/{conversation_id}/messages")
async def send(
    conversation_id: ConversationId,
    request: Request,
    house: HouseDep,
    user: MayReply,
    body: Annotated[str, Form()] = "",
    take_over: Annotated[bool, Form()] = False,
    epoch: Annotated[int | None, Form()] = None,
    key: Annotated[str, Form()] = "",
    composed_at: Annotated[str, Form()] = "",
    confirmed_unbacked: Annotated[bool, Form()] = False,
    override_source: Annotated[str, Form()] = "",
    save_as_fact: Annotated[bool, Form()] = False,
    canned: Annotated[list[str] | None, Form()] = None,
    suggestion: Annotated[str, Form()] = "",
    shown_at: Annotated[str, Form()] = "",
    media: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Text the shopper: the words stay in the box unless they left or wait."""
    stated = stated_override(confirmed_unbacked, override_source, save_as_fact)
    reply = ReplyIn(
        body=body.replace("\r\n", "\n"),
        take_over=take_over,
        epoch=epoch if take_over else None,
        composed_at=parse_composed(composed_at),
        canned=canned or [],
        undoable=True,
        media=media or [],
        override=OverrideIn(source=stated.source, checked=True, save_as_fact=stated.save_as_fact) if stated else None,
    )
    written = Written(reply.body, stated, tuple(reply.canned), suggestion, tuple(reply.media))
    desk = Desk(request, house, user, conversation_id, back, written)
    return await desk.send(reply, key, parse_composed(shown_at))


class Desk:
    """One press of a button, answered as the page that sent it can use it."""

    def __init__(
        self,
        request: Request,
        house: House,
        user: User,
        conversation_id: ConversationId,
        back: str,
        written: Written = NOTHING,
    ) -> None:
        self._request = request
        self._house = house
        self._user = user
        self._conversation_id = conversation_id
        self._back = local_path(back, f"/conversations/{conversation_id}")
        self._written = written

    async def change(self, change: Awaitable[object]) -> Response:
        """Answer with the conversation after `change`, or with why it was not made."""
        try:
            await change
        except (Conflict, Invalid) as error:
            return await self._not_done(error)
        return await self._done(None, keep_words=False)

    async def fill(self, asking: Awaitable[Written]) -> Response:
        """Answer with the box filled by what comes of `asking`, or as it was, with why nothing did."""
        try:
            self._written = await asking
        except (Conflict, Invalid) as error:
            return await self._not_done(error)
        return await self._show(None, 200, keep_words=True, fresh=True)

    async def send(self, reply: ReplyIn, key: str, shown_at: datetime | None) -> Response:
        """Send, as the AI's draft where the box holds one, and say what became of it."""
        if self._written.suggestion and not reply.media:
            return await self._send_suggestion(reply, shown_at)
        return await self.depart(
            lambda status: rest.send_message(
                self._conversation_id, reply, self._house, self._user, status, idempotency_key=key
            )
        )

    async def _send_suggestion(self, reply: ReplyIn, shown_at: datetime | None) -> Response:
        asked = SuggestionIn(
            body=reply.body,
            composed_at=reply.composed_at,
            shown_at=shown_at,
            override=reply.override,
            undoable=reply.undoable,
        )
        suggestion, self._written = self._written.suggestion, replace(self._written, suggestion="")
        return await self.depart(
            lambda status: send_suggestion(self._conversation_id, suggestion, self._house, self._user, status, asked)
        )

    async def depart(self, send: Callable[[Response], Awaitable[DepartureOut]]) -> Response:
        """Let a text leave by `send`, and say what became of it."""
        status = Response()
        try:
            departed = await send(status)
        except (Conflict, Invalid) as error:
            return await self._not_done(error)
        if departed.outcome == "refused":
            words = f"Refused: {departed.why} ({departed.rule})"
            return await self._show(Notice("refused", words), status.status_code, keep_words=True, fresh=True)
        return await self._done(departed if departed.outcome == "deferred" else None, keep_words=False, fresh=True)

    async def _done(self, deferred: DepartureOut | None, *, keep_words: bool, fresh: bool = False) -> Response:
        if not wants_fragment(self._request):
            return RedirectResponse(self._back, 303)
        notice = await self._deferred(deferred) if deferred else None
        return await self._show(notice, 202 if deferred else 200, keep_words=keep_words, fresh=fresh)

    async def _deferred(self, departed: DepartureOut) -> Notice:
        def words(seen: Look) -> str:
            until = departed.until or seen.now
            return moments_of(seen, seen.conversation(self._conversation_id)).clock(until)

        when = await look(self._house, self._user, words)
        return Notice("refused", f"Deferred to {when}: {departed.why}")

    async def _not_done(self, error: Conflict | Invalid) -> Response:
        problem = problem_of(error)
        return await self._show(
            Notice("refused", problem.detail, problem.remedy or ""), status_of(error), keep_words=True, fresh=False
        )

    async def _show(self, notice: Notice | None, status: int, *, keep_words: bool, fresh: bool) -> Response:
        """Answer with the fragment that htmx asked for, or with the whole page where there is no JavaScript."""
        written = self._written if keep_words else NOTHING

        def build(seen: Look) -> tuple[Shell, Listing, ConversationView]:
            view = conversation_view(
                seen,
                self._conversation_id,
                notice=notice,
                written=written,
                back=self._back,
                fresh_composer=fresh,
                pressed=True,
            )
            row = seen.conversation(self._conversation_id)
            shell = shell_of(seen, "conversations", self._back, row)
            return shell, listing_of(seen, Asked(open_id=self._conversation_id)), view

        shell, listing, view = await look(self._house, self._user, build)
        if wants_fragment(self._request):
            return render("fragments/thread.html", status, view=view)
        return render("conversations.html", status, shell=shell, listing=listing, view=view)
