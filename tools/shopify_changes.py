"""Shopify's webhooks about what changed: removed checkouts, parcels, wares, consent."""

from tools.errors import BadShopWebhook
from tools.phone import to_e164
from tools.shop_news import CheckoutGone, ConsentSeen, ParcelMoved, ProductGone, WaresChanged
from tools.shopify_parts import consent_of
from tools.shopify_payload import Moment, OptionalText, Payload, Ref, Text, read_payload
from tools.ware import OrderStage

_ON_THE_WAY = frozenset({"in_transit", "out_for_delivery", "attempted_delivery", "ready_for_pickup", "confirmed"})


class Removed(Payload):
    """Something that is no longer there."""

    id: OptionalText = ""
    token: OptionalText = ""


class Fulfillment(Payload):
    """A parcel of an order; `shipment_status` is the carrier's last word."""

    order_id: Ref
    status: OptionalText = ""
    shipment_status: OptionalText = ""
    updated_at: Moment


class FulfillmentEvent(Payload):
    """The carrier's newest word about a parcel."""

    order_id: Ref
    status: OptionalText = ""
    happened_at: Moment


class Consent(Payload):
    """What a customer agreed to."""

    state: str
    opt_in_level: OptionalText = ""
    consent_collected_from: OptionalText = ""
    consent_updated_at: Moment | None = None


class ConsentChange(Payload):
    """A customer's consent about a number."""

    id: OptionalText = ""
    phone: Text | None = None
    sms_marketing_consent: Consent | None = None


def read_checkout_gone(shop_domain: str, body: bytes) -> CheckoutGone:
    """Read ``checkouts/delete``."""
    gone = read_payload(Removed, body)
    return CheckoutGone(shop_domain, gone.token or gone.id)


def read_product_gone(shop_domain: str, body: bytes) -> ProductGone:
    """Read ``products/delete``."""
    return ProductGone(shop_domain, read_payload(Removed, body).id)


def read_fulfillment(shop_domain: str, body: bytes) -> ParcelMoved:
    """Read ``fulfillments/create`` and ``fulfillments/update``."""
    parcel = read_payload(Fulfillment, body)
    stage = _stage(parcel.shipment_status)
    if stage is OrderStage.PLACED and parcel.status == "success":
        stage = OrderStage.SHIPPED
    return ParcelMoved(shop_domain, parcel.order_id, stage, parcel.updated_at)


def read_fulfillment_event(shop_domain: str, body: bytes) -> ParcelMoved:
    """Read ``fulfillment_events/create``."""
    event = read_payload(FulfillmentEvent, body)
    return ParcelMoved(shop_domain, event.order_id, _stage(event.status), event.happened_at)


def read_wares_changed(shop_domain: str, body: bytes) -> WaresChanged:
    """Read ``products/create``, ``products/update`` and ``variants/in_stock``: none of them says in which currency."""
    read_payload(Removed, body)
    return WaresChanged(shop_domain)


def read_consent(shop_domain: str, body: bytes) -> ConsentSeen:
    """Read ``customers_marketing_consent/update``. Raises BadShopWebhook without a number that can be dialled."""
    change = read_payload(ConsentChange, body)
    consent, phone = change.sms_marketing_consent, to_e164(change.phone, None)
    if phone is None or consent is None or consent.consent_updated_at is None:
        raise BadShopWebhook("phone", "it names no number that can be dialled, or no consent with its time")
    return ConsentSeen(
        shop_domain=shop_domain,
        phone=phone,
        state=consent_of(consent.state),
        level=consent.opt_in_level,
        collected_from=consent.consent_collected_from,
        changed_at=consent.consent_updated_at,
    )


def _stage(word: str) -> OrderStage:
    """Return how far a parcel is; a word that is not known here says nothing."""
    if word == "delivered":
        return OrderStage.DELIVERED
    return OrderStage.SHIPPED if word in _ON_THE_WAY else OrderStage.PLACED
