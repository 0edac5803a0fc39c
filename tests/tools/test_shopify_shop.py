"""What Shopify is asked when a code is issued, and what its refusals mean."""

from collections.abc import AsyncIterator

import httpx
import pytest

from conversation.errors import Misconfigured
from tests.tools.fake_shopify import TOKEN, FakeShopify, refusal
from tests.tools.house import CART, OFFER
from tools.errors import CodeTaken
from tools.shop import ShopRefused, ShopUnreachable
from tools.shopify_shop import ShopifyAccount, ShopifyShop

ACCOUNT = ShopifyAccount("tidewater.myshopify.com", TOKEN)


@pytest.fixture
def admin() -> FakeShopify:
    return FakeShopify()


@pytest.fixture
async def shop(admin: FakeShopify) -> AsyncIterator[ShopifyShop]:
    opened = ShopifyShop(ACCOUNT, admin.transport())
    yield opened
    await opened.close()


def created(payload: object) -> httpx.Response:
    return httpx.Response(200, json={"data": {"discountCodeBasicCreate": payload}})


def failed(code: str) -> httpx.Response:
    return httpx.Response(200, json={"errors": [{"message": "no", "extensions": {"code": code}}], "data": None})


async def test_a_code_is_a_fraction_off_everything_once_until_it_expires(shop: ShopifyShop, admin: FakeShopify) -> None:
    await shop.issue_code(OFFER, CART)
    assert admin.discounts == {
        "SAVE10-ACDEF": {
            "title": "Twolane off_1",
            "code": "SAVE10-ACDEF",
            "startsAt": "2026-11-24T17:30:00+00:00",
            "endsAt": "2026-11-25T17:30:00+00:00",
            "usageLimit": 1,
            "appliesOncePerCustomer": True,
            "context": {"all": "ALL"},
            "combinesWith": {"orderDiscounts": False, "productDiscounts": False, "shippingDiscounts": True},
            "customerGets": {"value": {"percentage": 0.1}, "items": {"all": True}},
        }
    }


async def test_a_code_of_the_same_name_on_other_terms_is_not_this_offers(shop: ShopifyShop, admin: FakeShopify) -> None:
    await shop.issue_code(OFFER, CART)
    admin.discounts[OFFER.code]["customerGets"]["value"]["percentage"] = 0.5
    with pytest.raises(CodeTaken):
        await shop.issue_code(OFFER, CART)


async def test_a_rerun_finds_its_own_code_and_makes_no_second_one(shop: ShopifyShop, admin: FakeShopify) -> None:
    await shop.issue_code(OFFER, CART)
    await shop.issue_code(OFFER, CART)
    assert len(admin.discounts) == 1
    assert admin.calls == 3


@pytest.mark.parametrize("theirs", [{"title": "Spring sale"}, {}])
async def test_a_code_that_the_merchant_made_is_not_ours(
    shop: ShopifyShop, admin: FakeShopify, theirs: dict[str, str]
) -> None:
    admin.discounts["SAVE10-ACDEF"] = theirs
    with pytest.raises(ShopRefused, match="must be unique"):
        await shop.issue_code(OFFER, CART)


@pytest.mark.parametrize(
    "answer",
    [
        created(refusal("INVALID", "Ends at must be after starts at", "endsAt")),
        created(refusal("TAKEN", "Title has already been taken", "title")),
        failed("ACCESS_DENIED"),
        httpx.Response(403, json={"errors": "scope"}),
        httpx.Response(404, text="no such shop"),
        httpx.Response(200, json={"errors": "Not Found"}),
    ],
)
async def test_a_refusal_is_a_refusal_though_the_status_is_200(
    shop: ShopifyShop, admin: FakeShopify, answer: httpx.Response
) -> None:
    admin.next = answer
    with pytest.raises(ShopRefused):
        await shop.issue_code(OFFER, CART)
    assert admin.discounts == {}


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectTimeout("slow"),
        httpx.ReadError("gone"),
        httpx.Response(429),
        httpx.Response(502, text="<html>"),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"data": {}}),
        failed("THROTTLED"),
    ],
)
async def test_no_usable_answer_may_be_asked_again(
    shop: ShopifyShop, admin: FakeShopify, answer: httpx.Response | Exception
) -> None:
    admin.next = answer
    with pytest.raises(ShopUnreachable):
        await shop.issue_code(OFFER, CART)
    await shop.issue_code(OFFER, CART)
    assert len(admin.discounts) == 1


async def test_a_wrong_token_is_a_refusal(admin: FakeShopify) -> None:
    shop = ShopifyShop(ShopifyAccount("tidewater.myshopify.com", "wrong"), admin.transport())
    with pytest.raises(ShopRefused, match="401"):
        await shop.issue_code(OFFER, CART)
    await shop.close()


@pytest.mark.parametrize("domain", ["tidewater.example", "x.myshopify.com.evil.example", "evil/.myshopify.com", ""])
def test_the_token_goes_to_shopify_alone(domain: str) -> None:
    with pytest.raises(Misconfigured, match="shop_domain"):
        ShopifyShop(ShopifyAccount(domain, TOKEN))


def test_the_token_stays_out_of_the_repr() -> None:
    assert TOKEN not in repr(ACCOUNT)
