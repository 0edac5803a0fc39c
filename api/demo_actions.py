"""What the demo's buttons do beyond texting: place an order, send a ten-person campaign."""

from collections import Counter
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from api.auth import MayControl
from api.campaigning import Campaigning
from api.checkout import ShopNews
from api.house import House, HouseDep
from api.pages.page_route import PageRoute, local_path
from api.sample_world import MERCHANT, record_double_opt_in
from conversation.acts import Doer
from conversation.campaign import Campaign, CampaignRecipient, RecipientState
from conversation.errors import Invalid, Unknown
from conversation.ledger import Books, Reader
from conversation.opening import find_or_add_contact
from conversation.segment_rule import OneOf, WordField
from conversation.tag import Tag
from conversation.user import User
from flows.campaign_managing import CampaignPlan, Managing
from flows.segment import rules_text
from tools.sample_catalog import sample_catalog
from tools.sample_checkout import order_post, sample_checkout
from tools.shop import OrderPlaced

router = APIRouter(prefix="/demo", tags=["Demo only"], route_class=PageRoute)

DEMO = "/demo"
CAMPAIGN_WORDS = "Hi {first_name}, new arrivals are in the store this week. Reply here with any question."
CAMPAIGN_SIZE = 10
CONSENTED = 7
"""So many of them had opted in before the demo began; the others show what is refused."""
CAMPAIGN_TAG = "sample campaign"
OUTCOMES = {
    RecipientState.WAITING: "deferred",
    RecipientState.TEXTED: "queued",
    RecipientState.LEFT_OUT: "left_out",
    RecipientState.CANCELLED: "left_out",
}


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
    hooks = house.shop_hooks
    await house.ledger.write(lambda books: ShopNews(books, house.rulebook, now, hooks=hooks).order(placed, delivery.id))
    return RedirectResponse(local_path(back, DEMO), 303)


@router.post("/campaign", status_code=303)
async def start_campaign(house: HouseDep, user: MayControl, back: Annotated[str, Form()] = DEMO) -> RedirectResponse:
    """Ten sample shoppers get one text, each through the gate on their own; the page tells how many left."""
    counted = Counter(OUTCOMES[one.state] for one in await campaign_to_sample_shoppers(house, user))
    path = local_path(back, DEMO)
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}{urlencode(counted)}", 303)


async def campaign_to_sample_shoppers(house: House, user: User) -> tuple[CampaignRecipient, ...]:
    """Review and send the demo's campaign in the name of `user`; return what became of each recipient."""
    campaign = await house.ledger.write(lambda books: _start_campaign(books, house, user))
    campaigning = Campaigning(house.ledger, house.clock, house.rulebook)
    while await campaigning.advance_due():
        pass
    return await house.ledger.read(lambda books: books.recipients(MERCHANT.id, campaign.id, limit=CAMPAIGN_SIZE))


def _start_campaign(books: Books, house: House, user: User) -> Campaign:
    now = house.clock.now()
    for number, shopper in enumerate(sample_catalog().shoppers[-CAMPAIGN_SIZE:]):
        contact = find_or_add_contact(books, MERCHANT.id, shopper.phone, now)
        if number < CONSENTED and not books.consent_events(MERCHANT.id, shopper.phone):
            record_double_opt_in(books, shopper, now)
        books.add_tag(Tag(MERCHANT.id, contact.id, CAMPAIGN_TAG, user.id, now))
    managing = Managing(books, house.rulebook, Doer(user.id), now)
    plan = CampaignPlan("New arrivals", rules_text(OneOf(WordField.TAG, (CAMPAIGN_TAG,))), CAMPAIGN_WORDS)
    campaign = managing.create(MERCHANT.id, plan)
    managing.review(MERCHANT.id, campaign.id, campaign.version)
    return managing.start(MERCHANT.id, campaign.id)


def _newest_token(books: Reader, phone: str) -> str | None:
    contact = books.contact_by_phone(MERCHANT.id, phone)
    running = books.open_conversations(MERCHANT.id, contact.id) if contact else ()
    cart = books.cart(MERCHANT.id, running[0].cart_id) if running and running[0].cart_id else None
    return cart.token if cart else None
