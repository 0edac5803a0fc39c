"""Offers over REST: a person who has control grants one, and the shop learns its code before anybody can text it."""

import logging
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import MayReply
from api.house import House, HouseDep
from api.rest.conversations import CONFLICTS, desk_for, merchant_for
from conversation.cart import Cart
from conversation.errors import Unknown
from conversation.ids import ConversationId
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.offer import Offer, OfferState
from conversation.offers import issue_offer
from conversation.role import Permission
from handoff.granting import NoOffer, reserve
from handoff.offer_words import offer_words
from tools.shop import ShopRefused, ShopUnreachable

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/api/conversations/{conversation_id}/offers", tags=["Conversations"])


class OfferIn(BaseModel):
    """How much to take off the goods."""

    percent: int = Field(description="a whole percentage within your ceiling")


class OfferOut(BaseModel):
    """The cart's offer. `words` say it as the page does."""

    id: str
    code: str
    percent: int
    expires_at: datetime
    words: str


@router.post("", status_code=201, responses=CONFLICTS)
async def grant_offer(conversation_id: ConversationId, asked: OfferIn, house: HouseDep, user: MayReply) -> OfferOut:
    """Grant an offer on the conversation's cart, or get back the one that it has: at most one is live.

    409 without control, past a limit, and where the shop does not take the code.
    """

    def command(books: Books) -> tuple[Offer, Cart, Merchant]:
        merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
        offer = reserve(desk_for(house, books, user), merchant_id, conversation_id, asked.percent)
        return (offer, *_about(books, offer))

    offer, cart, merchant = await house.ledger.write(command)
    if offer.state is OfferState.RESERVED:
        offer = await _issued(house, offer, cart, merchant)
    return await house.ledger.read(lambda books: _offer_out(books, offer, merchant))


async def _issued(house: House, offer: Offer, cart: Cart, merchant: Merchant) -> Offer:
    try:
        code = await house.shop_of(merchant).issue_code(offer, cart)
    except (ShopUnreachable, ShopRefused) as error:
        logger.warning("the shop of %s issued no code for %s: %s", merchant.id, offer.id, error)
        raise NoOffer("the shop did not take the code; try again in a moment") from error
    now = house.clock.now()
    issued = await house.ledger.write(lambda books: issue_offer(books, offer, now, code))
    if not issued.is_live(now):
        raise NoOffer("the cart was bought or the offer ended meanwhile")
    return issued


def _about(books: Reader, offer: Offer) -> tuple[Cart, Merchant]:
    cart, merchant = books.cart(offer.merchant_id, offer.cart_id), books.merchant(offer.merchant_id)
    if cart is None or merchant is None:
        raise Unknown("cart", offer.cart_id)
    return cart, merchant


def _offer_out(books: Reader, offer: Offer, merchant: Merchant) -> OfferOut:
    row = books.conversation(offer.merchant_id, offer.conversation_id)
    contact = books.contact(offer.merchant_id, row.contact_id) if row else None
    words = offer_words(offer, contact, merchant) if contact else ""
    return OfferOut(id=offer.id, code=offer.code, percent=offer.percent, expires_at=offer.expires_at, words=words)
