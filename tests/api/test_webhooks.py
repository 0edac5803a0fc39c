"""Webhooks against a running server: honest posts are stored once, anything else stores nothing."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from api.sample_world import MERCHANT
from api.webhooks.body import LARGEST_BODY
from channels.form import MEDIA_TYPE
from conversation.cart import CartState
from conversation.conversation import Conversation
from conversation.due import DueKind, DueState
from conversation.message import Direction, Message
from conversation.money import Money
from tests.api.served import PUBLIC_URL, SHOPPER, TOKEN, Served, problem, served, sms
from tests.tools.shopify_posts import SECRET, checkout, order, post
from tools.shopify import sign

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path, NOW) as opened:
        yield opened


async def conversation_in(house: Served) -> Conversation:
    rows = await house.twolane.house.ledger.read(lambda books: books.conversations((MERCHANT.id,)))
    assert len(rows) == 1
    return rows[0]


async def texts_in(house: Served) -> tuple[Message, ...]:
    conversation = await conversation_in(house)
    return await house.twolane.house.ledger.read(lambda books: books.messages(MERCHANT.id, conversation.id))


async def test_a_text_signed_by_twilios_library_is_stored_behind_a_proxy(house: Served) -> None:
    answer = await house.twilio(sms("is it waterproof? \u2614"))

    assert (answer.status_code, answer.text) == (200, EMPTY_TWIML)
    assert answer.headers["content-type"].startswith("application/xml")
    [text] = await texts_in(house)
    assert (text.direction, text.text, text.traffic_type) == (Direction.IN, "is it waterproof? \u2614", None)
    contact = await house.twolane.house.ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER))
    assert contact is not None


async def test_a_query_in_the_address_is_part_of_what_is_signed(house: Served) -> None:
    assert (await house.twilio(sms(), url="/webhooks/twilio/sms?bodySHA=1&store=t%20w")).status_code == 200
    assert len(await texts_in(house)) == 1


async def test_a_repeated_message_sid_answers_the_same_and_stores_nothing(house: Served) -> None:
    await house.twilio(sms())
    before = house.rows()

    again = await house.twilio(sms())

    assert (again.status_code, again.text) == (200, EMPTY_TWIML)
    assert house.rows() == before
    assert (await house.twilio(sms("and?", MessageSid="SM" + "2" * 32))).status_code == 200
    assert [text.text for text in await texts_in(house)] == ["is it waterproof?", "and?"]


async def test_an_opt_out_is_in_force_when_its_webhook_is_answered(house: Served) -> None:
    await house.twilio(sms("STOP"))

    standing = await house.twolane.house.ledger.read(lambda books: books.suppression(MERCHANT.id, SHOPPER))
    assert standing is not None and standing.is_live


@pytest.mark.parametrize("how", ["unsigned", "wrong key", "forged", "tampered", "other address", "status unsigned"])
async def test_a_post_that_is_not_twilios_is_turned_away_and_nothing_is_stored(house: Served, how: str) -> None:
    before, form = house.rows(), sms()
    url = "/webhooks/twilio/sms"
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + url, form)
    headers = {"X-Twilio-Signature": signature}
    if how in ("unsigned", "status unsigned"):
        headers = {}
    elif how == "wrong key":
        headers = {"X-Twilio-Signature": RequestValidator("another").compute_signature(PUBLIC_URL + url, form)}
    elif how == "forged":
        headers = {"X-Twilio-Signature": "AAAA" + signature[4:]}
    elif how == "tampered":
        form = form | {"Body": "STOP"}
    elif how == "other address":
        own = str(house.client.base_url).rstrip("/")
        headers = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(own + url, form)}
    if how == "status unsigned":
        url, form = "/webhooks/twilio/status?message=msg_1", form | {"MessageStatus": "delivered"}

    answer = await house.client.post(url, data=form, headers=headers)

    assert answer.status_code == 403
    assert problem(answer)["error"] == "BadSignature"
    assert house.rows() == before


async def test_a_text_to_a_number_of_nobody_here_is_unknown_and_the_log_names_it(
    house: Served, caplog: pytest.LogCaptureFixture
) -> None:
    before = house.rows()
    answer = await house.twilio(sms(To="+18885550199"))
    assert answer.status_code == 404
    assert "+18885550199, a number that no merchant has" in caplog.text
    assert house.rows() == before


async def test_a_carrier_that_is_not_joined_is_unknown(house: Served) -> None:
    assert (await house.twilio(sms(), url="/webhooks/simulator/sms")).status_code == 404


async def test_a_status_of_a_text_that_is_not_ours_is_unknown(house: Served) -> None:
    before = house.rows()
    form = sms() | {"MessageStatus": "delivered"}
    assert (await house.twilio(form, url="/webhooks/twilio/status?message=msg_none")).status_code == 404
    assert house.rows() == before


@pytest.mark.parametrize("path", ["/webhooks/twilio/sms", "/webhooks/shopify"])
async def test_a_body_beyond_the_limit_is_turned_away_unread(house: Served, path: str) -> None:
    before = house.rows()
    answer = await house.client.post(path, content=b"x" * (LARGEST_BODY + 1), headers={"content-type": MEDIA_TYPE})
    assert answer.status_code == 413
    assert house.rows() == before


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
async def test_a_signed_form_without_a_field_names_it(house: Served, missing: str) -> None:
    before = house.rows()
    answer = await house.twilio({name: value for name, value in sms().items() if name != missing})
    assert answer.status_code == 400
    assert (problem(answer)["field"], problem(answer)["error"]) == (missing, "BadWebhook")
    assert house.rows() == before


async def test_a_form_that_is_not_utf8_is_malformed(house: Served) -> None:
    before = house.rows()
    answer = await house.client.post(
        "/webhooks/twilio/sms",
        content=urlencode(sms()).encode() + b"&Caption=%ff%fe",
        headers={"content-type": MEDIA_TYPE, "X-Twilio-Signature": "anything"},
    )
    assert answer.status_code == 400
    assert problem(answer)["field"] == "Caption"
    assert house.rows() == before


async def test_a_checkout_stores_the_cart_and_plans_its_reminder(house: Served) -> None:
    answer = await house.shop(checkout())

    assert answer.status_code == 200
    conversation = await conversation_in(house)
    cart, due = await house.twolane.house.ledger.read(
        lambda books: (
            books.cart_by_token(MERCHANT.id, MERCHANT.shop_domain, checkout()["token"]),
            books.due_rows(MERCHANT.id, conversation.id),
        )
    )
    assert cart is not None and cart.state is CartState.OPEN
    assert (cart.total.minor, cart.items[0].quantity, cart.checkout_url) == (
        14230,
        2,
        checkout()["abandoned_checkout_url"],
    )
    [reminder] = [row for row in due if row.kind is DueKind.REMINDER]
    assert (reminder.state, reminder.ref) == (DueState.WAITING, cart.id)
    assert NOW < reminder.due_at <= NOW + timedelta(minutes=30)


async def test_an_order_cancels_the_reminder(house: Served) -> None:
    await house.shop(checkout())
    answer = await house.shop(order(), topic="orders/create", x_shopify_webhook_id="wh_2")

    assert answer.status_code == 200
    conversation = await conversation_in(house)
    cart, due = await house.twolane.house.ledger.read(
        lambda books: (
            books.cart_by_token(MERCHANT.id, MERCHANT.shop_domain, checkout()["token"]),
            books.due_rows(MERCHANT.id, conversation.id),
        )
    )
    assert cart is not None and cart.state is CartState.RECOVERED
    assert [row.state for row in due if row.kind is DueKind.REMINDER] == [DueState.CANCELLED]


async def test_an_order_is_kept_with_its_buyer_and_its_cart(house: Served) -> None:
    await house.shop(checkout())
    await house.shop(order(), topic="orders/create", x_shopify_webhook_id="wh_2")
    contact_id = (await conversation_in(house)).contact_id
    (kept,) = await house.twolane.house.ledger.read(lambda books: books.orders_of_contact(MERCHANT.id, contact_id))
    cart = await house.twolane.house.ledger.read(
        lambda books: books.cart_by_token(MERCHANT.id, MERCHANT.shop_domain, checkout()["token"])
    )
    assert cart is not None and kept.cart_id == cart.id
    assert (kept.order_id, kept.total) == (str(order()["id"]), Money.parse(order()["total_price"]))


async def test_a_checkout_of_a_cart_already_bought_plans_nothing(house: Served) -> None:
    await house.shop(checkout())
    await house.shop(order(), topic="orders/create", x_shopify_webhook_id="wh_2")
    before = house.rows()["due_rows"]

    await house.shop(checkout(), topic="checkouts/update", x_shopify_webhook_id="wh_3")

    assert house.rows()["due_rows"] == before


async def test_a_repeated_delivery_id_does_nothing(house: Served) -> None:
    await house.shop(checkout())
    before = house.rows()
    again = await house.shop(checkout(total_price="1.00"))
    assert again.status_code == 200
    assert house.rows() == before


async def test_a_shop_of_nobody_here_is_unknown(house: Served) -> None:
    before = house.rows()
    answer = await house.shop(checkout(), x_shopify_shop_domain="other.myshopify.com")
    assert answer.status_code == 404
    assert house.rows() == before


@pytest.mark.parametrize("change", [{"x_shopify_hmac_sha256": ""}, {"x_shopify_hmac_sha256": "AAAA"}, {"secret": "no"}])
async def test_a_post_that_is_not_the_shops_stores_nothing(house: Served, change: dict[str, str]) -> None:
    before = house.rows()
    answer = await house.shop(checkout(), **change)
    assert answer.status_code == 401
    assert house.rows() == before


async def test_the_merchants_own_secret_and_the_one_before_it_both_sign(house: Served) -> None:
    house.twolane.house.shops.secrets.keep(MERCHANT, "client_secret", ("newer", "older"))
    for number, secret in enumerate(("newer", "older")):
        answer = await house.shop(checkout(), secret=secret, x_shopify_webhook_id=f"wh_{number}")
        assert answer.status_code == 200, secret
    assert (await house.shop(checkout(), secret=SECRET)).status_code == 401, "that of another app signs no more"


async def test_a_tampered_checkout_stores_nothing(house: Served) -> None:
    before = house.rows()
    headers, body = post(checkout())
    headers["x-shopify-shop-domain"] = MERCHANT.shop_domain
    tampered = body.replace(b"+1 303-555-0111", b"+1 303-555-0112")
    assert tampered != body
    answer = await house.client.post("/webhooks/shopify", content=tampered, headers=headers)
    assert answer.status_code == 401
    assert house.rows() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [(b'{"token": ', "body"), (b"[]", "body"), (json.dumps(checkout(total_price="a lot")).encode(), "total_price")],
    ids=["not JSON", "no object", "a field of another kind"],
)
async def test_a_signed_post_that_is_no_checkout_is_kept_aside_and_names_the_field(
    house: Served, body: bytes, field: str
) -> None:
    before = house.rows()
    headers, _ = post({})
    headers |= {"x-shopify-hmac-sha256": sign(SECRET, body), "x-shopify-shop-domain": MERCHANT.shop_domain}
    answer = await house.client.post("/webhooks/shopify", content=body, headers=headers)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "unreadable")
    (odd,) = await house.twolane.house.ledger.read(lambda books: books.shop_oddities(MERCHANT.id, 9))
    assert (odd.topic, odd.field, odd.times) == ("checkouts/create", field, 1)
    assert await house.client.post("/webhooks/shopify", content=body, headers=headers)
    added = {name: count - before[name] for name, count in house.rows().items() if count != before[name]}
    assert added == {"shop_oddities": 1, "sights": 1}
