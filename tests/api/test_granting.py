"""A person who has control grants an offer: within their ceiling, once, known to the shop, and sayable."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.event import EventKind
from conversation.offer import OfferState
from conversation.sending import UNDO
from tests.api.pages import NOON, begin, page, press
from tests.api.paper import part
from tools.shop import ShopUnreachable

DANAS, OMARS = {"X-Twolane-User": DANA.id}, {"X-Twolane-User": OMAR.id}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        settings = replace(MERCHANT.settings, person_offer_ceiling_percent=20)
        await opened.twolane.house.ledger.write(lambda books: books.save_merchant(replace(MERCHANT, settings=settings)))
        yield opened


async def held(stage: Stage) -> str:
    conversation = await begin(stage, "hi")
    await stage.take_over(DANA, conversation)
    return conversation


async def grant(stage: Stage, conversation: str, percent: int, headers: dict[str, str] = DANAS) -> httpx.Response:
    return await stage.client.post(
        f"/api/conversations/{conversation}/offers", json={"percent": percent}, headers=headers
    )


async def test_the_code_is_known_to_the_shop_and_may_be_texted(stage: Stage) -> None:
    conversation = await held(stage)
    filled = await press(stage, f"/conversations/{conversation}/offer", percent="18", body="I can do this for you:")
    (offer,) = await stage.twolane.house.ledger.read(
        lambda books: books.offers_of_conversation(MERCHANT.id, conversation)
    )
    assert (offer.percent, offer.state) == (18, OfferState.ISSUED)
    said = filled.text.partition('id="words"')[2].partition(">")[2].partition("</textarea>")[0]
    assert said.startswith(f"I can do this for you:\n18% off with code {offer.code}, until ")
    assert part(filled.text, "outlook").startswith("Send: leaves now")
    await press(stage, f"/conversations/{conversation}/messages", body=said)
    await stage.advance(UNDO)
    assert (await stage.read(conversation)).messages[-1].status == "delivered"
    reserved = [one for one in await stage.events(conversation) if one.kind is EventKind.OFFER_RESERVED]
    assert [event.actor for event in reserved] == [DANA.id]


@pytest.mark.parametrize("percent", [0, 21, 100, -5])
async def test_nobody_grants_more_than_they_may(stage: Stage, percent: int) -> None:
    conversation = await held(stage)
    refused = await grant(stage, conversation, percent)
    assert (refused.status_code, refused.json()["field"]) == (422, "percent")
    assert "20" in refused.json()["remedy"]
    assert not await stage.twolane.house.ledger.read(
        lambda books: books.offers_of_conversation(MERCHANT.id, conversation)
    )


async def test_the_cart_s_one_live_offer_comes_back(stage: Stage) -> None:
    conversation = await held(stage)
    first, second = (await grant(stage, conversation, 18)).json(), (await grant(stage, conversation, 5)).json()
    assert (first["code"], second["percent"]) == (second["code"], 18)


async def test_who_does_not_have_control_grants_nothing(stage: Stage) -> None:
    conversation = await held(stage)
    assert (await grant(stage, conversation, 5, OMARS)).status_code == 409
    assert 'id="tool-offer"' not in (await page(stage, f"/conversations/{conversation}", OMAR)).text
    assert 'max="20"' in (await page(stage, f"/conversations/{conversation}")).text


async def test_past_a_limit_the_person_is_told_why(stage: Stage) -> None:
    conversation = await held(stage)
    settings = replace(MERCHANT.settings, offer_cart_limit=0)
    await stage.twolane.house.ledger.write(lambda books: books.save_merchant(replace(MERCHANT, settings=settings)))
    refused = await press(stage, f"/conversations/{conversation}/offer", percent="5")
    assert refused.status_code == 409
    assert "as many offers as the merchant allows" in part(refused.text, "notice")


async def test_a_code_that_the_shop_did_not_take_is_not_texted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = await held(stage)

    async def unreachable(*_: object) -> None:
        raise ShopUnreachable("tidewater.example", "it is down")

    shop = stage.twolane.house.shop_of(MERCHANT)
    with monkeypatch.context() as patched:
        patched.setattr(type(shop), "issue_code", unreachable)
        refused = await grant(stage, conversation, 10)
    assert (refused.status_code, "did not take the code" in refused.json()["detail"]) == (409, True)
    again = await grant(stage, conversation, 10)
    assert again.status_code == 201
