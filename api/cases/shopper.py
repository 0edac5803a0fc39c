"""The shopper of a case: who they are, what they agreed to or took back, and what they left behind."""

from datetime import datetime, timedelta

from api.cases.gate_case import CartCase, ConsentCase, ContactCase, OfferCase, SuppressionCase
from api.cases.names import CART, CONTACT, CONVERSATION, MERCHANT
from api.cases.talk import Talk
from conversation.cart import Cart, CartItem
from conversation.consent import Consent, ConsentScope, ConsentState, Suppression, SuppressionReason
from conversation.contact import Contact
from conversation.money import Money
from conversation.offer import Offer

DENVER = "+13035550142"
"""The number of a shopper of whom nothing is stated."""
PLACELESS = "+15005550123"
"""A number that belongs to no place, so that a stated region or zone alone says where the shopper is."""
TOKEN = "tok1"


def contact_of(stated: ContactCase, now: datetime) -> Contact:
    is_placed = stated.region is not None or stated.timezone is not None
    return Contact(
        id=CONTACT,
        merchant_id=MERCHANT,
        phone=stated.phone or (PLACELESS if is_placed else DENVER),
        name=stated.name,
        created_at=now - timedelta(days=30),
        country=stated.country,
        region=stated.region,
        billing_region=stated.billing_region,
        timezone=stated.timezone,
    )


def consent_of(stated: ConsentCase | ConsentScope, place: int, phone: str, talk: Talk, now: datetime) -> Consent:
    """Raises Invalid when the text that confirmed it is not in the conversation."""
    if isinstance(stated, ConsentScope):
        stated = ConsentCase(scope=stated)
    if stated.answer is not None:
        talk.check_is_inbound(f"consents.{place}.answer", stated.answer)
    confirmed = stated.state is not ConsentState.REQUESTED
    requested_at = stated.requested_at or stated.confirmed_at or now - timedelta(days=2)
    ref = stated.id or f"cns_{place + 1}"
    return Consent(
        id=ref,
        merchant_id=MERCHANT,
        phone=phone,
        scope=stated.scope,
        state=stated.state,
        wording=stated.wording,
        method=stated.method,
        source=stated.source,
        requested_at=requested_at,
        prompt_id=f"prompt_{ref}" if stated.prompted else None,
        confirmed_at=(stated.confirmed_at or requested_at) if confirmed else None,
        answer_id=(stated.answer or f"answer_{ref}") if confirmed and stated.by_text else None,
    )


def suppression_of(stated: SuppressionCase | SuppressionReason, phone: str, talk: Talk, now: datetime) -> Suppression:
    if isinstance(stated, SuppressionReason):
        stated = SuppressionCase(reason=stated)
    asked = talk.newest_inbound
    return Suppression(
        merchant_id=MERCHANT,
        phone=phone,
        reason=stated.reason,
        since=stated.since or (asked.created_at if asked else now - timedelta(days=1)),
        evidence=stated.evidence,
        message_id=asked.id if asked else None,
        lifted_at=stated.lifted_at,
        opted_out_at=stated.opted_out_at,
    )


def cart_of(stated: CartCase, shop_domain: str, now: datetime) -> Cart:
    abandoned_at = stated.abandoned_at or now - timedelta(hours=1)
    items = tuple(
        CartItem(f"p{place}", f"v{place}", item.title, item.options, item.quantity, item.price)
        for place, item in enumerate(stated.items, start=1)
    )
    return Cart(
        id=CART,
        merchant_id=MERCHANT,
        contact_id=CONTACT,
        shop_domain=shop_domain,
        token=TOKEN,
        checkout_url=stated.checkout_url,
        items=items,
        total=stated.total or Money(sum(item.unit_price.times(item.quantity).minor for item in items)),
        state=stated.state,
        abandoned_at=abandoned_at,
        updated_at=abandoned_at,
        discounts=tuple(stated.discounts),
    )


def offer_of(stated: OfferCase, place: int, now: datetime) -> Offer:
    reserved_at = stated.reserved_at or now - timedelta(minutes=5)
    return Offer(
        id=f"off_{place + 1}",
        merchant_id=MERCHANT,
        cart_id=CART,
        conversation_id=CONVERSATION,
        code=stated.code,
        percent=stated.percent,
        state=stated.state,
        reserved_at=reserved_at,
        expires_at=stated.expires_at or reserved_at + timedelta(hours=24),
    )
