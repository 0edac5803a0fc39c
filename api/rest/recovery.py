"""P2P Cart Recovery over REST: one person, one cart, one text. 404 for everybody who is on no merchant's team."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.auth import MayReply
from api.house import House, HouseDep
from api.recovery_drafting import FirstTextDrafting
from api.rest.conversations import CONFLICTS, PROBLEMS, STATUSES, desk_for, stated_override
from api.rest.cursor import parse_cursor
from api.rest.departing import departure_out
from api.rest.models import DepartureOut
from api.rest.once import Once
from api.rest.recovery_models import (
    ClaimOut,
    FirstDraftOut,
    FirstTextIn,
    RecoveryCardOut,
    RecoveryFiguresOut,
    RecoveryPage,
)
from api.rest.recovery_presenting import card_out, claim_out, figures_out, page_out
from conversation.cart import Cart
from conversation.errors import Unknown
from conversation.ids import CartId
from conversation.ledger import Books, Reader
from conversation.recovery_addon import brands_of
from conversation.user import User
from handoff.cart_queue import PAGE, cart_for, cart_queue, claim_cart, return_cart
from handoff.first_text import send_first_text
from handoff.recovery_figures import recovery_figures, sees_figures
from handoff.takeover import Reply

router = APIRouter(prefix="/api/recovery", tags=["P2P Cart Recovery"])

CARTS = "/carts/{cart_id}"


@router.get("/carts", responses=PROBLEMS)
async def list_carts(
    house: HouseDep, user: MayReply, after: str | None = None, limit: Annotated[int, Query(ge=1, le=50)] = PAGE
) -> RecoveryPage:
    """List the carts of your brands that you may claim now: the gate was asked about each."""
    place = parse_cursor(after) if after else None
    now = house.clock.now()
    return await house.ledger.read(
        lambda books: page_out(cart_queue(books, user, house.rulebook, now, after=place, limit=limit))
    )


@router.get("/figures", responses=PROBLEMS)
async def list_figures(house: HouseDep, user: MayReply) -> list[RecoveryFiguresOut]:
    """Show your own pace and replies, and everybody's where you lead."""
    now = house.clock.now()

    def read(books: Reader) -> list[RecoveryFiguresOut]:
        if not brands_of(books, user) and not sees_figures(books, user):
            raise Unknown("page", "recovery")
        return [figures_out(one) for one in recovery_figures(books, user, now)]

    return await house.ledger.read(read)


@router.get(CARTS, responses=PROBLEMS)
async def get_cart(cart_id: CartId, house: HouseDep, user: MayReply) -> RecoveryCardOut:
    """Read one cart with its brand's card."""
    now = house.clock.now()
    return await house.ledger.read(
        lambda books: card_out(books, cart_of(books, user, cart_id), user, house.rulebook, now)
    )


@router.post(f"{CARTS}/claim", status_code=201, responses=CONFLICTS)
async def claim(cart_id: CartId, house: HouseDep, user: MayReply) -> ClaimOut:
    """Reserve the cart's one reminder for ten minutes. 409 where somebody has it, or nobody may text now."""
    now = house.clock.now()

    def command(books: Books) -> ClaimOut:
        cart = cart_of(books, user, cart_id)
        return claim_out(claim_cart(books, cart.merchant_id, cart_id, user, house.rulebook, now))

    return await house.ledger.write(command)


@router.delete(f"{CARTS}/claim", status_code=204, responses=PROBLEMS)
async def give_back(cart_id: CartId, house: HouseDep, user: MayReply) -> Response:
    """Give your claim back unused. It does nothing to anybody else's."""
    now = house.clock.now()

    def command(books: Books) -> None:
        return_cart(books, cart_of(books, user, cart_id).merchant_id, cart_id, user, now)

    await house.ledger.write(command)
    return Response(status_code=204)


@router.post(f"{CARTS}/draft", responses=CONFLICTS)
async def ask_for_draft(cart_id: CartId, house: HouseDep, user: MayReply) -> FirstDraftOut:
    """Let the AI write words for the cart you claimed. Nothing is sent by it."""
    merchant_id = await house.ledger.read(lambda books: cart_of(books, user, cart_id).merchant_id)
    draft = await FirstTextDrafting(house.drafting).draft(user, merchant_id, cart_id)
    return FirstDraftOut(body=draft.body)


@router.post(f"{CARTS}/messages", status_code=201, responses=CONFLICTS | {422: {"model": DepartureOut}})
async def send(
    cart_id: CartId,
    text: FirstTextIn,
    house: HouseDep,
    user: MayReply,
    response: Response,
    idempotency_key: Annotated[str, Header()] = "",
) -> DepartureOut:
    """Text the shopper whose cart you claimed, now or not at all, and hold the conversation from then on."""
    departed = await house.ledger.write(lambda books: _send(house, books, user, cart_id, text, idempotency_key))
    response.status_code = STATUSES[departed.outcome]
    return departed


def cart_of(books: Reader, user: User, cart_id: CartId) -> Cart:
    """Return the cart if the person is on its brand's team. Raises Unknown."""
    merchant_id = books.merchant_of_cart(cart_id)
    if merchant_id is None:
        raise Unknown("cart", cart_id)
    return cart_for(books, merchant_id, cart_id, user)


def _send(house: House, books: Books, user: User, cart_id: CartId, text: FirstTextIn, key: str) -> DepartureOut:
    now = house.clock.now()
    cart = cart_of(books, user, cart_id)
    claim = books.cart_claim(cart.merchant_id, cart_id)
    about = claim.conversation_id if claim is not None else ""
    once = Once(books, house.rulebook, cart.merchant_id, about, user, key if claim else "", text.body)
    earlier = once.earlier(now)
    if earlier is not None:
        return earlier
    reply = Reply(
        body=text.body,
        composed_at=min(text.composed_at or now, now),
        source=text.source,
        source_is_canned=text.source_is_canned,
        override=stated_override(text.override),
    )
    departed = send_first_text(desk_for(house, books, user), cart.merchant_id, cart_id, reply)
    once.remember(departed, now)
    return departure_out(books, departed, house.rulebook)
