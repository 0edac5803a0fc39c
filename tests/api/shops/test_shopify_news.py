"""What Shopify's webhooks do: each once, in the order of the shop's own moments, and only by the shop's own word."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from api.checkout import ShopNews
from compliance.rulebook import load_rulebook
from conversation.cart import Cart, CartState
from conversation.due import DueKind, DueState
from conversation.ledger import Books
from conversation.order import Order
from conversation.privacy_request import PrivacyTopic
from conversation.privacy_requests import ERASED_AFTER
from conversation.product import Product
from conversation.shop_event import ShopEvent, ShopEventKind
from conversation.shop_sync import SyncKind
from conversation.store_memory import MemoryLedger
from tests.conversation import world
from tests.conversation.world import NOW
from tests.tools.shopify_posts import SECRET, checkout, order, post
from tools.shopify import ShopifyWebhooks

MERCHANT = replace(world.MERCHANT, shop_domain="tidewater.myshopify.com")
SHOPPER = "+13035550111"
TOKEN = checkout()["token"]
LATER = NOW + timedelta(hours=1)


class Shop:
    """Calls the ledger as the shop's signed webhooks do; `events` are what hooks heard."""

    def __init__(self) -> None:
        self.ledger = MemoryLedger()
        self.events: list[ShopEvent] = []
        self.now: datetime = NOW + timedelta(minutes=30)
        self._numbers = count()

    async def tell(self, topic: str, payload: object, *, id: str = "", event: str = "") -> bool:
        headers, body = post(payload, topic=topic)
        headers |= {"x-shopify-webhook-id": id or f"wh_{next(self._numbers)}", "x-shopify-event-id": event}
        delivery = ShopifyWebhooks([SECRET]).parse(headers, body)
        rulebook, hooks = load_rulebook(), (lambda books, event: self.events.append(event),)

        def command(books: Books) -> bool:
            return ShopNews(books, rulebook, self.now, (), hooks, lambda merchant, number: "tok_1").deliver(delivery)

        return await self.ledger.write(command)

    async def cart(self) -> Cart | None:
        return await self.ledger.read(lambda books: books.cart_by_token(MERCHANT.id, MERCHANT.shop_domain, TOKEN))

    async def order(self) -> Order:
        known = await self.ledger.read(lambda books: books.order(MERCHANT.id, MERCHANT.shop_domain, str(order()["id"])))
        assert known is not None
        return known

    def kinds(self) -> list[ShopEventKind]:
        return [event.kind for event in self.events]


@pytest.fixture
async def shop() -> Shop:
    shop = Shop()
    await shop.ledger.write(lambda books: (world.seed(books), books.save_merchant(MERCHANT)))
    return shop


def at(minute: int) -> str:
    return f"2026-11-24T17:{minute:02d}:00Z"


async def test_the_same_delivery_and_the_same_event_of_a_topic_are_taken_in_once(shop: Shop) -> None:
    assert await shop.tell("checkouts/create", checkout(), id="wh_a", event="ev_1")
    assert not await shop.tell("checkouts/create", checkout(total_price="1.00"), id="wh_a", event="ev_1")
    assert not await shop.tell("checkouts/create", checkout(total_price="1.00"), id="wh_b", event="ev_1")
    assert await shop.tell("orders/create", order(), id="wh_c", event="ev_1"), "one event may have several topics"


async def test_an_older_checkout_never_overwrites_a_newer_one(shop: Shop) -> None:
    await shop.tell("checkouts/update", checkout(updated_at=at(20), total_price="99.00"))
    await shop.tell("checkouts/update", checkout(updated_at=at(10), total_price="1.00"))
    cart = await shop.cart()
    assert cart is not None and str(cart.total) == "$99.00"
    await shop.tell("checkouts/update", checkout(updated_at=at(25), total_price="50.00"))
    cart = await shop.cart()
    assert cart is not None and str(cart.total) == "$50.00"


async def test_a_checkout_that_is_known_by_its_link_is_no_second_cart(shop: Shop) -> None:
    await shop.tell("checkouts/create", checkout(updated_at=at(10), token="by-its-link"))
    await shop.tell("checkouts/update", checkout(updated_at=at(20)))
    assert await shop.cart() is None, "it keeps the token under which its one reminder is counted"
    conversations = await shop.ledger.read(lambda books: books.conversations((MERCHANT.id,)))
    assert len(conversations) == 1


async def test_a_removed_checkout_is_not_reminded_of(shop: Shop) -> None:
    await shop.tell("checkouts/create", checkout())
    await shop.tell("checkouts/delete", {"id": 1, "token": TOKEN})
    cart = await shop.cart()
    assert cart is not None and cart.state is CartState.EXPIRED
    (talk,) = await shop.ledger.read(lambda books: books.conversations((MERCHANT.id,)))
    due = await shop.ledger.read(lambda books: books.due_rows(MERCHANT.id, talk.id))
    assert [row.state for row in due if row.kind is DueKind.REMINDER] == [DueState.CANCELLED]


async def test_an_order_is_told_to_flows_once_whatever_tells_of_it(shop: Shop) -> None:
    shop.now = NOW + timedelta(minutes=45)
    for topic in ("orders/create", "orders/paid", "orders/updated"):
        await shop.tell(topic, order(updated_at="2026-11-24T13:00:10-05:00"))
    assert shop.kinds() == [ShopEventKind.ORDER_PLACED]


async def test_a_cancelled_order_keeps_nothing_and_an_older_word_does_not_revive_it(shop: Shop) -> None:
    await shop.tell("orders/create", order(updated_at=at(0)))
    gone = order(updated_at=at(40), cancelled_at=at(40), current_total_price="0.00")
    await shop.tell("orders/cancelled", gone)
    await shop.tell("orders/updated", order(updated_at=at(30)))
    assert (await shop.order()).kept.minor == 0
    assert ShopEventKind.ORDER_CANCELLED in shop.kinds()


async def test_a_refund_counts_net(shop: Shop) -> None:
    await shop.tell("orders/create", order(updated_at=at(0)))
    await shop.tell("orders/updated", order(updated_at=at(40), current_total_price="100.00"))
    known = await shop.order()
    assert (known.minor, known.refunded_minor, known.kept.minor) == (12807, 2807, 10000)


async def test_a_parcel_that_leaves_and_arrives_is_told_once_each(shop: Shop) -> None:
    shop.now = NOW + timedelta(hours=2)
    await shop.tell("orders/create", order())
    number = order()["id"]
    await shop.tell("fulfillments/create", {"order_id": number, "status": "success", "updated_at": at(50)})
    await shop.tell("fulfillment_events/create", {"order_id": number, "status": "in_transit", "happened_at": at(52)})
    await shop.tell("fulfillment_events/create", {"order_id": number, "status": "delivered", "happened_at": at(55)})
    parcels = [{"shipment_status": "delivered"}]
    await shop.tell("orders/fulfilled", order(updated_at=at(56), fulfillment_status="fulfilled", fulfillments=parcels))
    assert shop.kinds() == [ShopEventKind.ORDER_PLACED, ShopEventKind.SHIPPED, ShopEventKind.DELIVERED]
    await shop.tell("fulfillment_events/create", {"order_id": 404, "status": "delivered", "happened_at": at(55)})
    await shop.tell("fulfillment_events/create", {"order_id": number, "status": "by_drone", "happened_at": at(56)})
    assert len(shop.events) == 3


async def test_what_ends_at_the_shop_ends_here_unless_the_shopper_agreed_since(shop: Shop) -> None:
    def told(state: str, when: str) -> dict[str, Any]:
        consent = {
            "state": state,
            "opt_in_level": "single_opt_in",
            "consent_updated_at": when,
            "consent_collected_from": "SHOPIFY",
        }
        return {"id": 7, "phone": SHOPPER, "sms_marketing_consent": consent}

    await shop.tell("customers_marketing_consent/update", told("subscribed", at(0)))
    await shop.tell("customers_marketing_consent/update", told("unsubscribed", at(10)))
    await shop.tell("customers_marketing_consent/update", told("unsubscribed", at(10)))

    def standing(books: Books) -> list[str]:
        stop = books.suppression(MERCHANT.id, SHOPPER)
        assert stop is not None and stop.is_live
        return [event.change.value for event in books.consent_events(MERCHANT.id, SHOPPER)]

    assert await shop.ledger.write(standing) == ["confirmed", "opted_out", "revoked"]


async def test_a_customer_is_forgotten_by_the_existing_erasure(shop: Shop) -> None:
    await shop.tell("checkouts/create", checkout())
    asked = {"shop_id": 1, "customer": {"id": 7, "phone": SHOPPER, "email": "n@example.com"}, "orders_to_redact": []}
    await shop.tell("customers/data_request", asked | {"data_request": {"id": 9}})
    (left,) = await shop.ledger.read(lambda books: books.privacy_requests(MERCHANT.id))
    contact = await shop.ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER))
    assert contact is not None and (left.topic, left.ref, left.contact_id) == (PrivacyTopic.DATA, "9", contact.id)
    assert left.due_at == shop.now + timedelta(days=30)
    await shop.tell("customers/redact", asked)
    assert await shop.ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER)) is None
    await shop.tell("customers/redact", asked)
    await shop.tell("customers/redact", {"customer": {"id": 8, "phone": None}})
    assert await shop.ledger.read(lambda books: books.shop_oddities(MERCHANT.id, 9)) == ()


async def test_a_shop_that_wants_all_forgotten_is_kept_for_its_day_and_known_to_be_gone(shop: Shop) -> None:
    for _ in range(2):
        await shop.tell("shop/redact", {"shop_id": 1})
    (asked,) = await shop.ledger.read(lambda books: books.privacy_requests(MERCHANT.id))
    assert (asked.topic, asked.contact_id, asked.due_at) == (PrivacyTopic.SHOP, None, shop.now + ERASED_AFTER)
    standing = await shop.ledger.read(lambda books: books.shop_standing(MERCHANT.id))
    assert standing is not None and standing.gone_at == shop.now


async def test_a_removed_app_is_known_to_be_gone(shop: Shop) -> None:
    await shop.tell("app/uninstalled", {"id": 1, "name": "Tidewater"})
    standing = await shop.ledger.read(lambda books: books.shop_standing(MERCHANT.id))
    assert standing is not None and standing.gone_at == shop.now


async def test_changed_wares_are_read_soon_and_topics_of_tomorrow_are_counted(shop: Shop) -> None:
    await shop.tell("products/update", {"id": 7, "title": "Backpack"})
    sync = await shop.ledger.read(lambda books: books.shop_sync(MERCHANT.id, SyncKind.PRODUCTS))
    assert sync is not None and sync.due_at == shop.now + timedelta(minutes=1)
    for _ in range(2):
        await shop.tell("carts/teleported", {"id": 7})
    (odd,) = await shop.ledger.read(lambda books: books.shop_oddities(MERCHANT.id, 9))
    assert (odd.topic, odd.times) == ("carts/teleported", 2)


async def test_a_removed_product_is_sold_no_longer(shop: Shop) -> None:
    product = Product(MERCHANT.id, MERCHANT.shop_domain, "7", "Backpack", "", "", (), True, NOW, NOW)
    await shop.ledger.write(lambda books: books.save_product(product, {"backpack"}))
    assert await shop.tell("products/delete", {"id": 7})
    assert await shop.ledger.read(lambda books: books.count_products(MERCHANT.id)) == 0
