"""A shop without an API: codes are handed out once each, and people hear when none is left."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.alert import AlertKind
from conversation.campaign_offer import CampaignOffer
from tests.tools.house import CART, MERCHANT, NOW, OFFER
from tests.tools.stocked import CODE, having, stocked_upload_shop
from tools.shop import ShopRefused


async def test_each_code_goes_to_one_offer_and_a_rerun_gets_the_same_one() -> None:
    shop = await stocked_upload_shop()
    await shop.ledger.write(lambda books: books.save_shop_code(replace(CODE, code="POOL-10B")))
    offers = (OFFER, OFFER, replace(OFFER, id="off_2"))
    assert [await shop.issue_code(offer, CART) for offer in offers] == ["POOL-10", "POOL-10", "POOL-10B"]


@pytest.mark.parametrize(
    "terms", [{"percent": 15}, {"expires_at": OFFER.expires_at - timedelta(minutes=1)}, {"offer_id": "off_9"}]
)
async def test_a_code_on_other_terms_stays_and_leads_hear_of_it_once_a_day(
    terms: dict[str, object],
) -> None:
    shop = having()
    await shop.ledger.write(lambda books: books.save_shop_code(replace(CODE, **terms)))  # type: ignore[arg-type]
    for offer in (OFFER, replace(OFFER, id="off_2")):
        with pytest.raises(ShopRefused, match=r"no code of 10 % is free .* upload more"):
            await shop.issue_code(offer, CART)
    causes = await shop.ledger.write(lambda books: books.take_alert_causes(NOW, 9))
    assert [(cause.kind, cause.conversation_id) for cause in causes] == [(AlertKind.CODES, OFFER.conversation_id)]
    (oddity,) = await shop.ledger.read(lambda books: books.shop_oddities(MERCHANT.id, 9))
    assert (oddity.topic, oddity.ref, oddity.times) == ("codes", "10 %", 2)


async def test_without_a_code_for_many_a_campaign_gets_none_and_is_told_how() -> None:
    shop = having()
    await shop.ledger.write(lambda books: books.save_shop_code(CODE))
    offer = CampaignOffer("off_7", "cmp_1", MERCHANT.id, "SAVE10-MANY3", 10, OFFER.state, NOW, OFFER.expires_at)
    with pytest.raises(ShopRefused, match=r"no code for many of 10 % .* yes in its column for_many"):
        await shop.issue_shared_code(offer)
    assert await shop.issue_code(OFFER, CART) == CODE.code


async def test_two_offers_at_once_never_get_the_same_code() -> None:
    shop = await stocked_upload_shop()
    offers = [replace(OFFER, id=f"off_{number}") for number in range(5)]
    given = await asyncio.gather(*(shop.issue_code(offer, CART) for offer in offers), return_exceptions=True)
    assert [one for one in given if isinstance(one, str)] == ["POOL-10"]


async def test_where_links_take_no_code_the_link_stays_the_shops_own() -> None:
    shop = await stocked_upload_shop("")
    assert await shop.checkout_link(CART, OFFER) == CART.checkout_url
    with pytest.raises(ValueError, match="is for cart"):
        await shop.checkout_link(CART, replace(OFFER, cart_id="crt_other"))


async def test_what_is_in_stock_comes_first_of_what_fits_alike() -> None:
    shop = await stocked_upload_shop()
    found = await shop.find_wares("backpack", 5)
    assert [(ware.options, ware.stock) for ware in found] == [
        ("green, small", "in stock, 3 left in stock"),
        ("black, large", "out of stock"),
    ]
    assert await shop.find_wares("is it the", 5) == ()
