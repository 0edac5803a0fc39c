"""WooCommerce's webhooks over the whole road: what is signed is taken in once, and nothing disables the webhook."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.house import House
from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from api.webhooks import woocommerce
from conversation.cart import Cart, CartState
from conversation.consent import ConsentState
from conversation.merchant import Merchant
from conversation.order import Order
from conversation.shop_choice import ShopChoice
from tests.api.served import problem
from tests.tools.fake_woocommerce import address, begun, line, order
from tools.shop_news import ProductGone
from tools.woocommerce import News, ProductTouched, sign

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SECRET, OLD = "s3cret <&>", "the one before"
PHONE = "+12055550106"
PATH = f"/webhooks/woocommerce/{MERCHANT.id}"
FIELD = "_sms_consent"


@dataclass
class Woo:
    """A stage whose merchant has a shop on WooCommerce, and the shop that calls it."""

    stage: Stage
    deliveries: int = 0

    async def calls(
        self, payload: object, topic: str = "order.updated", *, secret: str = SECRET, **changes: str
    ) -> httpx.Response:
        """Post a signed delivery with an id of its own. Changes: any header with _ for -; None leaves it out."""
        self.deliveries += 1
        body = json.dumps(payload).encode()
        headers = {
            "content-type": "application/json",
            "x-wc-webhook-source": "https://tidewater.example/",
            "x-wc-webhook-topic": topic,
            "x-wc-webhook-delivery-id": f"d{self.deliveries}",
            "x-wc-webhook-signature": sign(secret, body),
        } | {name.replace("_", "-"): value for name, value in changes.items()}
        return await self.stage.client.post(PATH, content=body, headers=headers)

    async def cart(self, number: int) -> Cart | None:
        return await self.stage.twolane.house.ledger.read(
            lambda books: books.cart_by_token(MERCHANT.id, MERCHANT.shop_domain, str(number))
        )

    async def order(self, number: int) -> Order | None:
        return await self.stage.twolane.house.ledger.read(
            lambda books: books.order(MERCHANT.id, MERCHANT.shop_domain, str(number))
        )

    async def knows_nothing(self) -> bool:
        """Tell whether no delivery left anything behind."""
        read = self.stage.twolane.house.ledger.read
        contact = await read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE))
        return contact is None and await self.cart(1) is None and await self.order(1) is None


@pytest.fixture
async def woo(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Woo]:
    monkeypatch.setenv("WOOCOMMERCE_WEBHOOK_SECRETS", json.dumps([SECRET, OLD]))
    async with open_stage(NOW) as stage:
        choice = ShopChoice("woocommerce", "https://www.tidewater.example", consent_field=FIELD)
        merchant = replace(MERCHANT, settings=replace(MERCHANT.settings, shop=choice))
        await stage.twolane.house.ledger.write(lambda books: books.save_merchant(merchant))
        yield Woo(stage)


def outcome(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.json()["outcome"])


async def test_an_order_that_was_begun_is_a_cart_with_its_pay_link(woo: Woo) -> None:
    assert outcome(await woo.calls(begun(1), "order.created")) == "taken"
    cart = await woo.cart(1)
    assert cart is not None and cart.state is CartState.OPEN
    assert cart.checkout_url.startswith("https://tidewater.example/checkout/order-pay/1/")
    assert [(item.title, item.options, item.quantity, str(item.unit_price)) for item in cart.items] == [
        ("Backpack", "green, small", 2, "$205.35")
    ]
    assert str(cart.total) == "$410.70"


async def test_a_draft_cannot_be_paid_by_its_address_so_its_cart_is_filled_again(woo: Woo) -> None:
    await woo.calls(begun(1, status="checkout-draft"))
    cart = await woo.cart(1)
    assert cart is not None
    assert cart.checkout_url == "https://www.tidewater.example/checkout-link/?products=11:2"


async def test_a_purchase_recovers_the_cart_that_it_was_even_out_of_another_order(woo: Woo) -> None:
    await woo.calls(begun(1))
    await woo.calls(begun(2, billing=address("(303) 555-0111")))
    await woo.calls(order(1, status="processing"))
    bought = order(30, status="processing", billing=address("303-555-0111"), coupon_lines=[{"code": "save10-acdef"}])
    await woo.calls(bought)
    first, second = await woo.cart(1), await woo.cart(2)
    assert first is not None and second is not None
    assert (first.state, second.state) == (CartState.RECOVERED, CartState.RECOVERED)
    placed = await woo.order(30)
    assert placed is not None and placed.cart_id == second.id and placed.codes == ("SAVE10-ACDEF",)


async def test_the_newest_state_of_an_order_stands_in_whatever_order_it_comes(woo: Woo) -> None:
    refunds = [{"id": 9, "reason": "", "total": "-100.00"}]
    later = {"date_modified_gmt": "2026-11-01T11:30:00"}
    await woo.calls(order(1, status="completed", refunds=refunds, **later))
    await woo.calls(order(1, status="processing"))
    await woo.calls(begun(1), "order.created")
    known = await woo.order(1)
    assert known is not None and (str(known.kept), known.cancelled_at) == ("$310.70", None)
    assert await woo.cart(1) is None
    await woo.calls(order(1, status="cancelled", date_modified_gmt="2026-11-01T11:40:00"))
    known = await woo.order(1)
    assert known is not None and known.kept.minor == 0


async def test_an_order_on_account_that_is_never_paid_counts_for_nothing(woo: Woo) -> None:
    await woo.calls(order(1, status="on-hold", date_paid_gmt=None))
    await woo.calls(order(1, status="cancelled", date_paid_gmt=None, date_modified_gmt="2026-11-01T11:00:00"))
    known = await woo.order(1)
    assert known is not None and known.cancelled_at == datetime(2026, 11, 1, 11, tzinfo=UTC)
    await woo.calls({"id": 1}, "order.deleted")
    assert await woo.order(1) == known


async def test_nobody_is_sent_to_a_checkout_that_is_gone(woo: Woo) -> None:
    for number, payload, topic in (
        (1, {"id": 1}, "order.deleted"),
        (2, begun(2, status="cancelled", needs_payment=False), "order.updated"),
    ):
        await woo.calls(begun(number, billing=address(f"(303) 555-01{number}1")))
        await woo.calls(payload, topic)
        cart = await woo.cart(number)
        assert cart is not None and cart.state is CartState.EXPIRED


async def test_consent_is_only_where_the_merchants_own_field_says_a_clear_yes(woo: Woo) -> None:
    ticked = {"meta_data": [{"id": 1, "key": FIELD, "value": "yes"}]}
    crossed = {"meta_data": [{"id": 1, "key": FIELD, "value": "0"}, {"id": 2, "key": "newsletter", "value": "yes"}]}
    await woo.calls(begun(1, billing=address("(303) 555-0111"), **ticked))
    await woo.calls(begun(2, billing=address("(303) 555-0112"), **crossed))
    await woo.calls(order(3, billing=address("(303) 555-0113"), **ticked))
    await woo.calls(order(4, billing=address("(303) 555-0114"), **crossed))
    customer = {"id": 5, "date_created_gmt": "2026-11-01T09:00:00", "billing": address("(303) 555-0115")}
    await woo.calls(customer | ticked, "customer.created")
    ledger = woo.stage.twolane.house.ledger
    states = [
        {one.state for one in await ledger.read(lambda books, n=n: books.consents(MERCHANT.id, f"+1303555011{n}"))}
        for n in range(1, 6)
    ]
    assert states == [{ConsentState.REQUESTED}, set(), {ConsentState.CONFIRMED}, set(), {ConsentState.CONFIRMED}]


async def test_a_repeated_delivery_does_nothing(woo: Woo) -> None:
    assert outcome(await woo.calls(begun(1), x_wc_webhook_delivery_id="same")) == "taken"
    assert outcome(await woo.calls(begun(1, total="1.00"), x_wc_webhook_delivery_id="same")) == "repeated"
    cart = await woo.cart(1)
    assert cart is not None and str(cart.total) == "$410.70"


async def test_a_repeated_word_of_a_product_asks_the_shop_for_nothing(
    woo: Woo, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[int]()

    async def product(house: House, merchant: Merchant, touched: ProductTouched) -> News:
        asked.append(touched.product_id)
        return News(touched.id, touched.topic, (ProductGone(MERCHANT.shop_domain, "7"),))

    monkeypatch.setattr(woocommerce, "_product", product)
    told = {"id": 7, "name": "Hat", "status": "publish", "price": "9.00", "type": "simple"}
    answers = [await woo.calls(told, "product.updated", x_wc_webhook_delivery_id="same") for _ in range(2)]
    assert [outcome(answer) for answer in answers] == ["taken", "repeated"]
    assert asked == [7]


async def test_the_shop_may_try_the_address(woo: Woo) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert outcome(await woo.stage.client.post(PATH, content=b"webhook_id=7", headers=form)) == "pong"
    assert await woo.knows_nothing()


async def test_an_older_secret_is_taken_while_it_is_rotated(woo: Woo) -> None:
    assert outcome(await woo.calls(begun(1), secret=OLD)) == "taken"


@pytest.mark.parametrize(
    "changes", [{"secret": "another"}, {"x_wc_webhook_signature": ""}, {"x_wc_webhook_signature": "AA"}]
)
async def test_what_the_shop_did_not_sign_stores_nothing(woo: Woo, changes: dict[str, Any]) -> None:
    answer = await woo.calls(begun(1), **changes)
    assert (answer.status_code, problem(answer)["error"]) == (401, "BadShopSignature")
    assert await woo.knows_nothing()


async def test_a_copy_of_the_shop_is_told_apart_by_its_address(woo: Woo) -> None:
    answer = await woo.calls(begun(1), x_wc_webhook_source="https://staging.tidewater.example/")
    assert answer.status_code == 400 and "remove the webhook from staging" in problem(answer)["remedy"]


async def test_what_cannot_be_read_is_kept_aside_by_its_id(woo: Woo) -> None:
    for _ in range(2):
        await woo.calls(order(77, total="-5.00"))
    await woo.calls(order(77, total="-5.00"), x_wc_webhook_delivery_id="d2")
    (oddity,) = await woo.stage.twolane.house.ledger.read(lambda books: books.shop_oddities(MERCHANT.id, 9))
    assert (oddity.topic, oddity.ref, oddity.field, oddity.times) == ("order.updated", "77", "total", 2)


@pytest.mark.parametrize(
    ("payload", "topic", "says"),
    [
        (order(1, total="-5.00"), "order.updated", "unreadable: total"),
        (order(1, total="a lot"), "order.updated", "unreadable: total"),
        (order(1, currency=""), "order.updated", "unreadable: currency"),
        (order(1, line_items=[line(quantity=-1)]), "order.updated", "unreadable: line_items.0.quantity"),
        ([], "order.created", "unreadable: body"),
        ({"action": "woocommerce_add_to_cart", "arg": "x"}, "action.woocommerce_add_to_cart", "passed: nothing"),
        ({"id": 1}, "coupon.created", "passed: nothing"),
    ],
)
async def test_what_cannot_be_used_is_named_and_answered_so_that_the_shop_goes_on_calling(
    woo: Woo, payload: object, topic: str, says: str
) -> None:
    answer = (await woo.calls(payload, topic)).json()
    assert f"{answer['outcome']}: {answer['why']}".startswith(says)
    assert await woo.knows_nothing()


async def test_payloads_of_the_future_are_taken_in(woo: Woo) -> None:
    strange = order(1, status="quantum-packed", ai_score={"a": [1]}, line_items=[line(kind=7, subtotal="410.70")])
    assert outcome(await woo.calls(strange)) == "taken"
    known = await woo.order(1)
    assert known is not None and known.cancelled_at is None and known.minor == 41070


@pytest.mark.parametrize(
    ("currency", "total", "minor"), [("JPY", "1200", 1200), ("KWD", "12.345", 12345), ("USD", "0.00", 0)]
)
async def test_totals_have_the_decimals_of_their_currency(woo: Woo, currency: str, total: str, minor: int) -> None:
    await woo.calls(order(1, currency=currency, total=total, line_items=[]))
    known = await woo.order(1)
    assert known is not None and (known.minor, known.currency) == (minor, currency)


async def test_a_merchant_with_another_shop_has_no_such_address(woo: Woo) -> None:
    await woo.stage.twolane.house.ledger.write(lambda books: books.save_merchant(MERCHANT))
    assert (await woo.calls(begun(1))).status_code == 404
