"""P2P Cart Recovery: the queue, one cart, and its first text. REST's own functions do what is done."""

from collections.abc import Awaitable
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.auth import MayReply
from api.house import House, HouseDep
from api.pages.conversation import Notice
from api.pages.look import Look, look
from api.pages.outlook import parse_composed
from api.pages.page_route import PageRoute
from api.pages.recovery_card import CardView, card_view, first_text_outlook
from api.pages.recovery_queue import QueueView, queue_view
from api.pages.rendering import render
from api.pages.shell import Shell, shell_of
from api.problems import problem_of, status_of
from api.rest import recovery as rest
from api.rest.recovery_models import FirstTextIn
from conversation.errors import Conflict, Invalid
from conversation.ids import CartId
from conversation.user import User
from handoff.cart_queue import conversation_about
from handoff.takeover import LONGEST_REPLY

router = APIRouter(prefix="/recovery", route_class=PageRoute, include_in_schema=False)

Words = Annotated[str, Form()]
PATH = "/recovery"


@router.get("")
async def queue(house: HouseDep, user: MayReply, after: str = "") -> Response:
    """Show the carts of all the person's brands, and figures."""

    def build(seen: Look) -> tuple[Shell, QueueView]:
        return shell_of(seen, "recovery", PATH), queue_view(seen, after)

    shell, view = await look(house, user, build)
    return render("recovery.html", shell=shell, view=view, after=after)


@router.get("/list")
async def queue_list(house: HouseDep, user: MayReply, after: str = "") -> Response:
    """Answer with the queue alone, as it stands now."""
    view = await look(house, user, lambda seen: queue_view(seen, after))
    return render("fragments/recovery_queue.html", view=view)


@router.get("/{cart_id}")
async def card(cart_id: CartId, house: HouseDep, user: MayReply) -> Response:
    """Show one cart with its brand's card."""
    return await _show(house, user, cart_id)


@router.post("/{cart_id}/claim")
async def claim(cart_id: CartId, house: HouseDep, user: MayReply) -> Response:
    """Reserve the cart's one reminder."""
    return await _then(house, user, cart_id, rest.claim(cart_id, house, user), f"{PATH}/{cart_id}")


@router.post("/{cart_id}/return")
async def give_back(cart_id: CartId, house: HouseDep, user: MayReply) -> Response:
    """Give the claim back unused."""
    return await _then(house, user, cart_id, rest.give_back(cart_id, house, user), PATH)


@router.post("/{cart_id}/preview")
async def preview(cart_id: CartId, house: HouseDep, user: MayReply, body: Words = "") -> Response:
    """Say what would happen to these words. Nothing is written."""
    outlook = await look(
        house, user, lambda seen: first_text_outlook(seen, rest.cart_of(seen.books, user, cart_id), _clean(body))
    )
    return render("fragments/outlook.html", outlook=outlook)


@router.post("/{cart_id}/draft")
async def ask_for_draft(cart_id: CartId, house: HouseDep, user: MayReply, body: Words = "") -> Response:
    """Put the AI's words into the box, after what is in it. Nothing is sent."""
    try:
        draft = await rest.ask_for_draft(cart_id, house, user)
    except (Conflict, Invalid) as error:
        return await _not_done(house, user, cart_id, error, _clean(body))
    words = f"{_clean(body).rstrip()}\n{draft.body}" if body.strip() else draft.body
    return await _show(house, user, cart_id, words=words, words_by_ai=draft.body)


@router.post("/{cart_id}/messages")
async def send(
    cart_id: CartId,
    house: HouseDep,
    user: MayReply,
    body: Words = "",
    source: Words = "",
    key: Words = "",
    composed_at: Words = "",
) -> Response:
    """Text the shopper and go on in Conversations; the words stay in the box unless they left."""
    status = Response()
    text = FirstTextIn(body=_clean(body), composed_at=parse_composed(composed_at), source=_clean(source))
    try:
        departed = await rest.send(cart_id, text, house, user, status, idempotency_key=key)
    except (Conflict, Invalid) as error:
        return await _not_done(house, user, cart_id, error, text.body, text.source)
    if departed.outcome == "allowed":
        return RedirectResponse(f"/conversations/{departed.conversation}", 303)
    notice = Notice("refused", f"Refused: {departed.why} ({departed.rule})")
    return await _show(house, user, cart_id, status.status_code, notice, text.body, text.source)


async def _then(house: House, user: User, cart_id: CartId, change: Awaitable[object], path: str) -> Response:
    try:
        await change
    except (Conflict, Invalid) as error:
        return await _not_done(house, user, cart_id, error)
    return RedirectResponse(path, 303)


async def _not_done(
    house: House, user: User, cart_id: CartId, error: Conflict | Invalid, words: str = "", words_by_ai: str = ""
) -> Response:
    problem = problem_of(error)
    notice = Notice("refused", problem.detail, problem.remedy or "")
    return await _show(house, user, cart_id, status_of(error), notice, words, words_by_ai)


async def _show(
    house: House,
    user: User,
    cart_id: CartId,
    status: int = 200,
    notice: Notice | None = None,
    words: str = "",
    words_by_ai: str = "",
) -> Response:
    def build(seen: Look) -> tuple[Shell, CardView]:
        cart = rest.cart_of(seen.books, user, cart_id)
        view = card_view(seen, cart, words=words, words_by_ai=words_by_ai, notice=notice)
        row = conversation_about(seen.books, cart)
        return shell_of(seen, "recovery", f"{PATH}/{cart_id}", row), view

    shell, view = await look(house, user, build)
    return render("recovery_cart.html", status, shell=shell, view=view)


def _clean(words: str) -> str:
    return words.replace("\r\n", "\n")[:LONGEST_REPLY]
