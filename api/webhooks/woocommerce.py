"""WooCommerce's webhooks: each merchant's shop calls an address of its own."""

import logging
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.checkout import ShopNews
from api.house import House, HouseDep
from api.webhooks.body import raw_body
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.shop_choice import ShopKind
from conversation.syncing import note_oddity
from tools.errors import ShopError
from tools.shop_news import ShopNews as Told
from tools.shop_opening import kind_of
from tools.woocommerce import News, Ping, ProductTouched, Unreadable, WooWebhooks
from tools.woocommerce_shop import WooShop, site_of

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/webhooks", tags=["Webhooks"])


class TakenOut(BaseModel):
    """What became of a delivery. All of these are answered 200: the shop repeats nothing, and gives up after five."""

    outcome: Literal["pong", "taken", "repeated", "unreadable", "passed"]
    why: str = ""


@router.post("/woocommerce/{merchant_id}", status_code=200)
async def shop_called(merchant_id: MerchantId, request: Request, house: HouseDep) -> TakenOut:
    """Take in an order, a customer or a product. The HMAC covers the raw body; a repeated delivery does nothing."""
    merchant = await _merchant(house, merchant_id)
    headers = {name.lower(): value for name, value in request.headers.items()}
    webhooks = WooWebhooks(house.shops.secrets.of(merchant).get("webhook_secret", ()), site_of(merchant))
    match webhooks.parse(headers, await raw_body(request)):
        case Ping():
            return TakenOut(outcome="pong")
        case Unreadable() as unreadable:
            await house.ledger.write(lambda books: _put_aside(books, house, merchant, unreadable))
            return TakenOut(outcome="unreadable", why=f"{unreadable.field}: {unreadable.why}")
        case ProductTouched() as touched:
            return await _take_product(house, merchant, touched)
        case News() as news:
            return await _take(house, merchant, news)


async def _merchant(house: House, merchant_id: MerchantId) -> Merchant:
    merchant = await house.ledger.read(lambda books: books.merchant(merchant_id))
    if merchant is None or kind_of(merchant) != ShopKind.WOOCOMMERCE:
        raise Unknown("shop", merchant_id)
    return merchant


async def _product(house: House, merchant: Merchant, touched: ProductTouched) -> News:
    """Read the whole product. Where the shop does not answer, the sync finds the change later."""
    shop = house.shop_of(merchant)
    if not isinstance(shop, WooShop):
        return News(touched.id, touched.topic)
    try:
        return News(touched.id, touched.topic, (await shop.product(touched.product_id),))
    except ShopError as error:
        logger.warning("product %s of %s was not read: %s", touched.product_id, merchant.id, error)
        return News(touched.id, touched.topic)


async def _take(house: House, merchant: Merchant, told: News) -> TakenOut:
    if not told.news:
        return _passed(told)

    def command(books: Books) -> bool:
        is_new = _is_new(books, house, merchant, told.id)
        if is_new:
            _take_in(books, house, merchant, told)
        return is_new

    return TakenOut(outcome="taken" if await house.ledger.write(command) else "repeated")


async def _take_product(house: House, merchant: Merchant, touched: ProductTouched) -> TakenOut:
    """Ask the shop for the whole product, and only for a delivery that was not seen before."""
    if not await house.ledger.write(lambda books: _is_new(books, house, merchant, touched.id)):
        return TakenOut(outcome="repeated")
    told = await _product(house, merchant, touched)
    if not told.news:
        return _passed(told)
    await house.ledger.write(lambda books: _take_in(books, house, merchant, told))
    return TakenOut(outcome="taken")


def _passed(told: News) -> TakenOut:
    return TakenOut(outcome="passed", why=f"nothing is done about this {told.topic[:60]}")


def _is_new(books: Books, house: House, merchant: Merchant, delivery_id: str) -> bool:
    return books.first_sight(f"shop:{merchant.shop_domain}", delivery_id, house.clock.now())


def _take_in(books: Books, house: House, merchant: Merchant, told: News) -> None:
    taking = ShopNews(books, house.rulebook, house.clock.now(), house.number_lists, house.shop_hooks)
    for news in _told(books, merchant, told):
        taking.take_in(news)


def _put_aside(books: Books, house: House, merchant: Merchant, odd: Unreadable) -> None:
    if _is_new(books, house, merchant, odd.id):
        note_oddity(books, merchant.id, odd.topic[:80], odd.ref, odd.field, odd.why, house.clock.now())


def _told(books: Books, merchant: Merchant, told: News) -> tuple[Told, ...]:
    if told.if_bought is not None and books.order(merchant.id, merchant.shop_domain, told.order_id) is not None:
        return told.if_bought
    return told.news
