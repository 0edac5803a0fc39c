"""What a shop tells by itself: of checkouts, orders, wares and consent. By webhook, or read page by page."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from conversation.cart import CartItem
from conversation.money import Money
from conversation.product import Variant
from tools.ware import OrderStage

MOST_ABOUT = 600
"""So many characters of what a shop says about a product are read."""


@dataclass(frozen=True, slots=True)
class CheckoutSeen:
    """A checkout that was begun, changed or completed. There is no "abandoned" event: a timer decides that."""

    shop_domain: str
    token: str
    """The shop's own id for the checkout; an order names it as its `checkout_token`."""
    phone: str | None
    """E.164; None where the shopper gave no number that can be dialled."""
    name: str
    region: str | None
    """State or province code of the shipping address."""
    country: str | None
    """ISO 3166 alpha-2."""
    billing_region: str | None
    """State code of the billing address, where it lies in the same country; None where it is the same or unknown."""
    accepts_sms: bool
    """The shopper ticked the marketing box for `phone`: enough to ask for the double opt-in, not to remind."""
    checkout_url: str
    items: tuple[CartItem, ...]
    total: Money
    abandoned_at: datetime
    """When the shopper last touched it: aware UTC."""
    completed_at: datetime | None
    discounts: tuple[str, ...] = ()
    """The codes, and the names of automatic discounts, that the checkout takes off already."""


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """A purchase, as the shop tells of it now: its first news, or what became of it since."""

    shop_domain: str
    checkout_token: str
    """The `token` of its checkout; empty where it came from none, or the shop does not say."""
    order_id: str
    order_name: str
    """What the shopper knows it by, such as ``#1085``."""
    phone: str | None
    """The buyer's own number in E.164, never that of a shipping address."""
    total: Money
    """What it cost when it was placed, in the shop's own currency."""
    discount_codes: tuple[str, ...]
    """In upper case, since shops take codes in any case."""
    placed_at: datetime
    updated_at: datetime | None = None
    """The shop's moment of this state; None: that of the purchase."""
    refunded: Money | None = None
    """What was given back so far, in the currency of `total`."""
    cancelled_at: datetime | None = None
    stage: OrderStage = OrderStage.PLACED
    variant_ids: tuple[str, ...] = ()
    """What was bought, by which it finds its cart where the token is not told."""


@dataclass(frozen=True, slots=True)
class CheckoutGone:
    """A checkout that the shop removed: nobody can complete it any more. `ref` is its token or the shop's other id."""

    shop_domain: str
    ref: str


@dataclass(frozen=True, slots=True)
class ParcelMoved:
    """A parcel of an order got further."""

    shop_domain: str
    order_id: str
    stage: OrderStage
    at: datetime


@dataclass(frozen=True, slots=True)
class ProductSeen:
    """A product with all that is sold of it. `updated_at` is the shop's own moment of it."""

    shop_domain: str
    product_id: str
    title: str
    about: str
    """Plain words."""
    url: str
    variants: tuple[Variant, ...]
    on_sale: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ProductGone:
    """A product that the shop removed."""

    shop_domain: str
    product_id: str


class SmsConsent(StrEnum):
    """What the shop holds about texts to a number. `other`: a word that is not known here; it agrees to nothing."""

    SUBSCRIBED = "subscribed"
    PENDING = "pending"
    UNSUBSCRIBED = "unsubscribed"
    NONE = "none"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ConsentSeen:
    """What the shop holds about texts to one number. No level is ever our own double opt-in, which names carts."""

    shop_domain: str
    phone: str
    """E.164."""
    state: SmsConsent
    level: str
    """The shop's word for how the shopper agreed, such as ``SINGLE_OPT_IN``; empty where it does not say."""
    collected_from: str
    """The shop's word for where."""
    changed_at: datetime
    """The shop's moment of it."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class WaresChanged:
    """Something about what the shop sells changed: it is worth reading what did."""

    shop_domain: str


@dataclass(frozen=True, slots=True)
class AppRemoved:
    """The app is no longer installed in the shop: it tells nothing more, and its token opens nothing."""

    shop_domain: str


@dataclass(frozen=True, slots=True)
class ShowCustomer:
    """A customer asks what is known of them. `ref` is the shop's id of the request or of the customer."""

    shop_domain: str
    phone: str | None
    ref: str


@dataclass(frozen=True, slots=True)
class ForgetCustomer:
    """A customer wants to be forgotten. Without a number nothing here is theirs."""

    shop_domain: str
    phone: str | None
    ref: str


@dataclass(frozen=True, slots=True)
class ForgetShop:
    """The shop wants everything about its customers forgotten."""

    shop_domain: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A topic that nobody here reads: it is counted, and nothing else."""

    shop_domain: str
    topic: str


ShopNews: TypeAlias = (
    CheckoutSeen
    | CheckoutGone
    | OrderPlaced
    | ParcelMoved
    | ProductSeen
    | ProductGone
    | WaresChanged
    | ConsentSeen
    | AppRemoved
    | ShowCustomer
    | ForgetCustomer
    | ForgetShop
    | Passed
)


@dataclass(frozen=True, slots=True)
class ShopDelivery:
    """One verified webhook. `id` is the same when the shop delivers it again; `triggered_at` tells late ones.

    `event_id` is the same for all that one event brings about, by whatever subscription; empty where the shop has none.
    """

    id: str
    topic: str
    triggered_at: datetime | None
    news: ShopNews
    event_id: str = ""
