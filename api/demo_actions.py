"""What the demo's buttons do beyond texting: place an order, send a ten-person campaign."""

from collections import Counter
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from api.auth import MayControl
from api.checkout import ShopNews
from api.house import House, HouseDep
from api.pages.page_route import PageRoute, local_path
from api.sample_world import MERCHANT
from conversation.errors import Invalid, Unknown
from conversation.ledger import Reader
from flows.campaign import Campaign, CampaignOutcome, send_campaign
from tools.sample_catalog import sample_catalog
from tools.sample_checkout import order_post, sample_checkout
from tools.shop import OrderPlaced

router = APIRouter(prefix="/demo", tags=["Demo only"], route_class=PageRoute)

DEMO = "/demo"
CAMPAIGN_WORDS = "Hi {first_name}, new arrivals are in the store this week. Reply here with any question."
CAMPAIGN_SIZE = 10


@router.post("/order", status_code=303)
async def place_order(
    house: HouseDep, user: MayControl, phone: Annotated[str, Form()], back: Annotated[str, Form()] = DEMO
) -> RedirectResponse:
    """A sample shopper buys: the order arrives as the shop's signed webhook would bring it."""
    shopper = next((one for one in sample_catalog().shoppers if one.phone == phone), None)
    if shopper is None:
        raise Unknown("sample shopper", phone)
    now = house.clock.now()
    secret = house.settings.shopify_client_secret.get_secret_value()
    token = await house.ledger.read(lambda books: _newest_token(books, phone))
    checkout = sample_checkout(shopper.user_id, at=now, token=token)
    post = order_post(checkout, secret, at=now)
    delivery = house.shop_webhooks.parse(post.headers, post.body)
    if not isinstance(delivery.news, OrderPlaced):
        raise Invalid("order", "the shop told of something else", "report this")
    placed = delivery.news
    await house.ledger.write(lambda books: ShopNews(books, house.rulebook, now).order(placed, delivery.id))
    return RedirectResponse(local_path(back, DEMO), 303)


@router.post("/campaign", status_code=303)
async def start_campaign(house: HouseDep, user: MayControl, back: Annotated[str, Form()] = DEMO) -> RedirectResponse:
    """Ten sample shoppers get one text, each through the gate on their own; the page tells how many left."""
    counted = Counter(outcome.outcome.replace(" ", "_") for outcome in await campaign_to_sample_shoppers(house))
    path = local_path(back, DEMO)
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}{urlencode(counted)}", 303)


async def campaign_to_sample_shoppers(house: House) -> tuple[CampaignOutcome, ...]:
    """Send the demo's campaign and return what became of each recipient."""
    now = house.clock.now()
    phones = tuple(shopper.phone for shopper in sample_catalog().shoppers)[-CAMPAIGN_SIZE:]
    campaign = Campaign.plan(MERCHANT.id, CAMPAIGN_WORDS, phones, now)
    return await send_campaign(house.ledger, campaign, house.rulebook, now)


def _newest_token(books: Reader, phone: str) -> str | None:
    contact = books.contact_by_phone(MERCHANT.id, phone)
    running = books.open_conversations(MERCHANT.id, contact.id) if contact else ()
    cart = books.cart(MERCHANT.id, running[0].cart_id) if running and running[0].cart_id else None
    return cart.token if cart else None
