"""Shopify's webhooks: what it tells of checkouts, orders, wares, consent, and of who wants to be forgotten."""

from collections.abc import Mapping
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.audit_keys import audit_keys
from api.checkout import ShopNews
from api.house import House, HouseDep
from api.webhooks.body import raw_body
from conversation.errors import Unknown
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.syncing import note_oddity
from tools.errors import BadShopWebhook
from tools.shop_news import ShopDelivery
from tools.shopify import Envelope, ShopifyWebhooks, read_delivery, shop_domain_in

router = APIRouter(prefix="/webhooks", tags=["Webhooks"])


class HeardOut(BaseModel):
    """What became of a delivery. Each is answered 200: Shopify drops a subscription whose answers are errors."""

    outcome: Literal["taken", "repeated", "unreadable"]
    why: str = ""


@router.post("/shopify", status_code=200)
async def shop_called(request: Request, house: HouseDep) -> HeardOut:
    """Take in what the shop tells. The HMAC covers the raw body; a repeated delivery does nothing."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    body = await raw_body(request)
    merchant = await _merchant(house, headers)
    envelope = ShopifyWebhooks(_secrets(house, merchant)).open(headers, body)
    if merchant is None:
        raise Unknown("shop", envelope.shop_domain)
    try:
        delivery = read_delivery(envelope, body)
    except BadShopWebhook as bad:
        return await _keep_aside(house, merchant, envelope, bad)
    return await _take(house, delivery)


async def _merchant(house: House, headers: Mapping[str, str]) -> Merchant | None:
    """Return whose shop it says that it is, which only the signature proves. None for one of nobody here."""
    try:
        domain = shop_domain_in(headers)
    except BadShopWebhook:
        return None
    return await house.ledger.read(lambda books: books.merchant_of_shop(domain))


def _secrets(house: House, merchant: Merchant | None) -> tuple[str, ...]:
    """Return the merchant's own app's secrets, else the environment's: several while one is being rotated."""
    own = house.shops.secrets.of(merchant).get("client_secret", ()) if merchant else ()
    return own or house.settings.shopify_client_secrets


async def _take(house: House, delivery: ShopDelivery) -> HeardOut:
    keys = audit_keys(house.settings)
    token = keys.token if keys else None

    def command(books: Books) -> bool:
        now = house.clock.now()
        news = ShopNews(books, house.rulebook, now, house.number_lists, house.shop_hooks, token)
        return news.deliver(delivery)

    return HeardOut(outcome="taken" if await house.ledger.write(command) else "repeated")


async def _keep_aside(house: House, merchant: Merchant, envelope: Envelope, bad: BadShopWebhook) -> HeardOut:
    def command(books: Books) -> None:
        now = house.clock.now()
        if books.first_sight(f"shop:{envelope.shop_domain}", envelope.id, now):
            note_oddity(books, merchant.id, envelope.topic[:80], "", bad.field, bad.remedy, now)

    await house.ledger.write(command)
    return HeardOut(outcome="unreadable", why=str(bad))
