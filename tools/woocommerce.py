"""WooCommerce's webhooks: the signature over the raw body first, then what they say.

A delivery that fails is not repeated, and after five failures in a row the shop stops calling for good. What is
signed and yet cannot be read is therefore taken as `Unreadable`, and answered as received.
"""

import base64
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from tools.errors import BadShopSignature, BadShopWebhook
from tools.payload_fault import first_fault
from tools.shop_news import CheckoutGone, ProductGone, ShopNews
from tools.woocommerce_api import BODY, Answer
from tools.woocommerce_news import Customer, WooSite, consent_of, news_of, placed_of
from tools.woocommerce_order import Order
from tools.woocommerce_wares import Product

SIGNATURE_HEADER = "x-wc-webhook-signature"
TOPIC_HEADER = "x-wc-webhook-topic"
DELIVERY_HEADER = "x-wc-webhook-delivery-id"
SOURCE_HEADER = "x-wc-webhook-source"
_PING = b"webhook_id="


@dataclass(frozen=True, slots=True)
class Ping:
    """The shop tries the address, when a webhook is saved. It is a form, and not signed."""


@dataclass(frozen=True, slots=True)
class News:
    """What one delivery tells. `id` is the same when it comes again.

    `if_bought` is what it tells instead of an order that is known already: one that was begun, or is gone, may have
    been bought before, and webhooks come in any order.
    """

    id: str
    topic: str
    news: tuple[ShopNews, ...] = ()
    if_bought: tuple[ShopNews, ...] | None = None
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class ProductTouched:
    """A product, or a variation of one, changed: the whole of it has to be read from the shop."""

    id: str
    topic: str
    product_id: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A signed delivery that nothing can be made of: `field` is at fault, `ref` the shop's id of it."""

    id: str
    topic: str
    field: str
    why: str
    ref: str = ""


Delivery: TypeAlias = Ping | News | ProductTouched | Unreadable


class _Gone(Answer):
    """What is left of a thing that was removed."""

    id: int


R = TypeVar("R", bound=Answer)


def sign(secret: str, body: bytes) -> str:
    """Return the base64 HMAC-SHA256 of a raw body under a webhook's secret."""
    return base64.b64encode(hmac.digest(secret.encode("utf-8"), body, "sha256")).decode("ascii")


class WooWebhooks:
    """Reads one merchant's deliveries. Several secrets are accepted while one is being rotated."""

    def __init__(self, secrets: Iterable[str], site: WooSite) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)
        self._site = site

    def parse(self, headers: Mapping[str, str], body: bytes) -> Delivery:
        """Verify the signature, then read the delivery. Header names are in lower case.

        Raises:
            BadShopSignature: the signature is missing, wrong, or no secret is kept.
            BadShopWebhook: a header is missing, or a copy of the shop calls.
        """
        if SIGNATURE_HEADER not in headers and body.startswith(_PING):
            return Ping()
        self._verify(headers.get(SIGNATURE_HEADER, ""), body)
        self._check_source(headers.get(SOURCE_HEADER, ""))
        delivery_id, topic = _header(headers, DELIVERY_HEADER), _header(headers, TOPIC_HEADER)
        try:
            return self._read(delivery_id, topic, body)
        except ValidationError as error:
            field, problem = first_fault(error)
            return Unreadable(delivery_id, topic, field or BODY, problem, _ref(body))
        except BadShopWebhook as error:
            return Unreadable(delivery_id, topic, error.field, error.remedy, _ref(body))

    def _read(self, delivery_id: str, topic: str, body: bytes) -> Delivery:
        domain = self._site.shop_domain
        match topic.partition(".")[::2]:
            case "order", "deleted":
                gone = str(_told(_Gone, body).id)
                return News(delivery_id, topic, (CheckoutGone(domain, gone),), (), gone)
            case "order", _:
                order = _told(Order, body)
                known = (placed_of(order, self._site),)
                return News(delivery_id, topic, news_of(order, self._site), known, str(order.id))
            case "customer", "created" | "updated":
                return News(delivery_id, topic, consent_of(_told(Customer, body), self._site))
            case "product", "deleted":
                return News(delivery_id, topic, (ProductGone(domain, str(_told(_Gone, body).id)),))
            case "product", _:
                product = _told(Product, body)
                return ProductTouched(delivery_id, topic, product.parent_id or product.id)
        return News(delivery_id, topic)

    def _verify(self, given: str, body: bytes) -> None:
        if not self._secrets:
            raise BadShopSignature("keep the webhook's secret: twolane shop connect")
        if not given:
            raise BadShopSignature(f"send the {SIGNATURE_HEADER} header")
        received = given.encode("utf-8", "replace")
        if not any(hmac.compare_digest(received, sign(secret, body).encode()) for secret in self._secrets):
            raise BadShopSignature("check the webhook's secret and that nothing rewrites the body")

    def _check_source(self, source: str) -> None:
        """A copy of a shop, made to try things out, has its webhooks and secrets too."""
        called, own = _host(source), _host(self._site.url)
        if called and called != own:
            raise BadShopWebhook(SOURCE_HEADER, f"this is the shop of {own}; remove the webhook from {called[:100]}")


def _told(kind: type[R], body: bytes) -> R:
    return kind.model_validate_json(body)


def _ref(body: bytes) -> str:
    try:
        return str(_told(_Gone, body).id)
    except ValidationError:
        return ""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "").strip()
    if not value:
        raise BadShopWebhook(name, "send this header")
    return value
