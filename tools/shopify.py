"""Shopify's webhooks: the signature over the raw body first, then which delivery it is, then what it says."""

import base64
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tools.errors import BadShopSignature, BadShopWebhook
from tools.shop_news import ShopDelivery
from tools.shopify_topics import read_news

SIGNATURE_HEADER = "x-shopify-hmac-sha256"
TOPIC_HEADER = "x-shopify-topic"
SHOP_HEADER = "x-shopify-shop-domain"
DELIVERY_HEADER = "x-shopify-webhook-id"
EVENT_HEADER = "x-shopify-event-id"
TRIGGERED_HEADER = "x-shopify-triggered-at"
ORDER_TOPIC = "orders/create"
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a signed delivery's headers say. See `ShopDelivery`."""

    id: str
    event_id: str
    topic: str
    shop_domain: str
    triggered_at: datetime | None


def sign(secret: str, body: bytes) -> str:
    """Return the base64 HMAC-SHA256 of a raw body under an app's client secret."""
    return base64.b64encode(hmac.digest(secret.encode("utf-8"), body, "sha256")).decode("ascii")


class ShopifyWebhooks:
    """Reads the deliveries of one app. Several secrets are accepted while one is being rotated."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def parse(self, headers: Mapping[str, str], body: bytes) -> ShopDelivery:
        """Verify the signature, then read the delivery. Header names are in lower case.

        Raises:
            BadShopSignature: the signature is missing, wrong, or no secret is set.
            BadShopWebhook: a header or a field is missing or wrong.
        """
        return read_delivery(self.open(headers, body), body)

    def open(self, headers: Mapping[str, str], body: bytes) -> Envelope:
        """Verify the signature and return which delivery it is. Raises as `parse`, for headers alone."""
        self._verify(_value(headers, SIGNATURE_HEADER), body)
        return Envelope(
            id=_header(headers, DELIVERY_HEADER),
            event_id=_value(headers, EVENT_HEADER),
            topic=_header(headers, TOPIC_HEADER),
            shop_domain=shop_domain_in(headers),
            triggered_at=_moment(_value(headers, TRIGGERED_HEADER)),
        )

    def _verify(self, given: str, body: bytes) -> None:
        if not self._secrets:
            raise BadShopSignature("set the app's client secret")
        if not given:
            raise BadShopSignature(f"send the {SIGNATURE_HEADER} header")
        received = given.encode("utf-8", "replace")
        if not any(hmac.compare_digest(received, sign(secret, body).encode()) for secret in self._secrets):
            raise BadShopSignature("check the app's client secret and that nothing rewrites the body")


def read_delivery(envelope: Envelope, body: bytes) -> ShopDelivery:
    """Return what a delivery says. Raises BadShopWebhook naming the field that does not fit."""
    news = read_news(envelope.topic, envelope.shop_domain, body)
    return ShopDelivery(envelope.id, envelope.topic, envelope.triggered_at, news, envelope.event_id)


def shop_domain_in(headers: Mapping[str, str]) -> str:
    """Return which shop it says that it is. Raises BadShopWebhook."""
    domain = _header(headers, SHOP_HEADER).lower()
    if not _HOST_NAME.fullmatch(domain):
        raise BadShopWebhook(SHOP_HEADER, "send the shop's host name")
    return domain


def _value(headers: Mapping[str, str], name: str) -> str:
    """Return a header's value; newer deliveries leave the ``X-`` away."""
    return (headers.get(name) or headers.get(name.removeprefix("x-")) or "").strip()


def _header(headers: Mapping[str, str], name: str) -> str:
    value = _value(headers, name)
    if not value:
        raise BadShopWebhook(name, "send this header")
    return value


def _moment(value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise BadShopWebhook(TRIGGERED_HEADER, "send an ISO 8601 time") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
