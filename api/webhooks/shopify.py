"""Shopify's webhooks: checkouts and orders."""

from fastapi import APIRouter, Request

from api.checkout import ShopNews
from api.house import HouseDep
from api.webhooks.body import raw_body
from conversation.ledger import Books

router = APIRouter(prefix="/webhooks", tags=["Webhooks"])


@router.post("/shopify", status_code=200)
async def shop_called(request: Request, house: HouseDep) -> None:
    """Take a checkout or an order in. The HMAC covers the raw body; a repeated delivery does nothing."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    delivery = house.shop_webhooks.parse(headers, await raw_body(request))

    def command(books: Books) -> None:
        ShopNews(books, house.rulebook, house.clock.now(), house.number_lists, house.shop_hooks).deliver(delivery)

    await house.ledger.write(command)
