"""Asking for a discount: the server decides, the shop learns the code, and only then does the model."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.cart import Cart, CartState
from conversation.carts import recover_cart
from conversation.ledger import Books
from conversation.merchant import MerchantSettings
from conversation.offer import Offer, OfferState
from conversation.shop_upload import ShopCode
from tests.tools.house import CART, MERCHANT, House, build_house, call
from tools.discount import offer_discount
from tools.sample_shop import SampleShop
from tools.shop import ShopError, ShopRefused, ShopUnreachable
from tools.upload_shop import UploadShop


class BrokenShop(SampleShop):
    """Fails before it issues, as often as told."""

    def __init__(self, error: ShopError) -> None:
        super().__init__()
        self.error: ShopError | None = error

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        if self.error is not None:
            raise self.error
        return await super().issue_code(offer, cart)


class BusyShop(SampleShop):
    """The shopper buys while the code is being issued."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        code = await super().issue_code(offer, cart)

        def buy(books: Books) -> None:
            recover_cart(books, cart.merchant_id, cart.shop_domain, cart.token, self.house.clock.now())

        await self.house.ledger.write(buy)
        return code


@pytest.fixture
async def house() -> House:
    return await build_house()


async def test_the_shop_knows_the_code_before_the_model_does(house: House) -> None:
    shop = SampleShop()
    context = house.context(shop=shop)
    told = json.loads(await call(offer_discount, context))
    (offer,) = await house.offers()
    assert offer.state is OfferState.ISSUED
    assert shop.percent_of(offer.code, house.clock.now()) == 10
    assert told == {
        "granted": True,
        "code": offer.code,
        "percent": 10,
        "expires": "Wed 25 Nov 10:30",
        "total": "$295.35",
        "new_total": "$265.82",
    }
    assert context.offer == offer
    assert [(made.outcome, made.refs) for made in context.calls] == [("granted", (offer.id,))]
    assert context.sources == []


async def test_a_rerun_turn_gets_the_same_offer_back(house: House) -> None:
    shop = SampleShop()
    first = json.loads(await call(offer_discount, house.context(shop=shop)))
    house.clock.advance(timedelta(hours=1))
    context = house.context(shop=shop)
    again = json.loads(await call(offer_discount, context))
    assert (again["code"], again["expires"]) == (first["code"], first["expires"])
    assert "already" in again["note"]
    assert context.calls[0].outcome == "granted_before"
    assert len(await house.offers()) == 1


async def test_an_expired_offer_gives_way_to_a_new_one(house: House) -> None:
    first = json.loads(await call(offer_discount, house.context()))
    house.clock.advance(timedelta(hours=25))
    second = json.loads(await call(offer_discount, house.context()))
    assert second["granted"] and second["code"] != first["code"]
    assert [offer.state for offer in await house.offers()] == [OfferState.EXPIRED, OfferState.ISSUED]


@pytest.mark.parametrize(("wanted", "ceiling", "given"), [(10, 15, 10), (40, 15, 15), (10, 5, 5)])
async def test_the_percentage_never_passes_the_ceiling(house: House, wanted: int, ceiling: int, given: int) -> None:
    settings = MerchantSettings(offer_percent=wanted, offer_ceiling_percent=ceiling)
    assert json.loads(await call(offer_discount, house.context(settings=settings)))["percent"] == given


@pytest.mark.parametrize("settings", [MerchantSettings(offer_percent=0), MerchantSettings(offer_ceiling_percent=0)])
async def test_a_merchant_may_give_nothing(house: House, settings: MerchantSettings) -> None:
    context = house.context(settings=settings)
    told = json.loads(await call(offer_discount, context))
    assert told["granted"] is False and "code" not in told
    assert context.offer is None
    assert await house.offers() == ()


@pytest.mark.parametrize(
    "cart", [None, replace(CART, state=CartState.RECOVERED), replace(CART, state=CartState.EXPIRED)]
)
async def test_there_is_no_discount_without_an_open_cart(house: House, cart: Cart | None) -> None:
    context = house.context(cart=cart)
    assert json.loads(await call(offer_discount, context))["granted"] is False
    assert [made.outcome for made in context.calls] == ["no_cart"]
    assert await house.offers() == ()


@pytest.mark.parametrize("error", [ShopUnreachable("timeout"), ShopRefused("scope")])
async def test_a_code_that_the_shop_does_not_know_is_never_told(house: House, error: ShopError) -> None:
    shop = BrokenShop(error)
    context = house.context(shop=shop)
    told = await call(offer_discount, context)
    (reserved,) = await house.offers()
    assert reserved.state is OfferState.RESERVED
    assert reserved.code not in told
    assert context.offer is None
    assert context.calls[0].outcome == "shop_failed"
    shop.error = None
    assert json.loads(await call(offer_discount, house.context(shop=shop)))["code"] == reserved.code


async def test_a_cart_bought_meanwhile_gets_no_discount(house: House) -> None:
    context = house.context(shop=BusyShop(house))
    assert json.loads(await call(offer_discount, context))["granted"] is False
    assert context.offer is None
    assert context.calls[0].outcome == "no_longer_open"


async def test_the_model_hears_why_there_is_none(house: House) -> None:
    await house.ledger.write(lambda books: books.save_cart(replace(CART, discounts=("SUMMER",))))
    context = house.context()
    told = json.loads(await call(offer_discount, context))
    assert told["granted"] is False
    assert "do not combine" in told["note"]
    assert context.calls[0].outcome == "discounted_already"
    assert await house.offers() == ()


async def test_the_limits_of_cart_and_shopper_hold_for_the_model(house: House) -> None:
    settings = MerchantSettings(offer_cart_limit=1)
    await call(offer_discount, house.context(settings=settings))
    house.clock.advance(timedelta(hours=25))
    context = house.context(settings=settings)
    assert json.loads(await call(offer_discount, context))["granted"] is False
    assert context.calls[0].outcome == "cart_limit"


async def test_a_shop_with_codes_of_its_own_gives_one_of_those_and_every_text_names_it(house: House) -> None:
    code = ShopCode("mer_1", "POOL-10", 10, None, house.clock.now())
    await house.ledger.write(lambda books: books.save_shop_code(code))
    shop = UploadShop(MERCHANT, house.ledger, house.clock)
    context = house.context(shop=shop)
    told = json.loads(await call(offer_discount, context))
    again = json.loads(await call(offer_discount, house.context(shop=shop)))
    assert (told["granted"], told["code"], again["code"]) == (True, "POOL-10", "POOL-10")
    (offer,) = await house.offers()
    assert (offer.code, offer.state) == ("POOL-10", OfferState.ISSUED)
    assert await house.ledger.read(lambda books: books.offer_by_code("mer_1", "POOL-10")) == offer
