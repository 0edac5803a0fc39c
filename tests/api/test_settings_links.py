"""Settings, Shop: tracked links are switched on with a domain, and off again, by whoever may change settings."""

from datetime import UTC, datetime

from api.sample_world import DANA, MERCHANT
from api.stage import PUBLIC_URL, Stage, open_stage
from conversation.short_link import LinkTracking

BY_DANA = {"X-Twolane-User": DANA.id}
NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
PATH = "/settings/shop"


async def press(stage: Stage, **words: str) -> tuple[int, str]:
    form = {"merchant": MERCHANT.id} | words
    answer = await stage.client.post(f"{PATH}/links", data=form, headers=BY_DANA)
    return answer.status_code, answer.text


async def links(stage: Stage) -> LinkTracking:
    merchant = await stage.twolane.house.ledger.read(lambda books: books.merchant(MERCHANT.id))
    assert merchant is not None
    return merchant.settings.links


async def test_links_are_switched_on_with_a_domain_and_off_again() -> None:
    async with open_stage(NOON) as stage:
        before = await links(stage)
        for words, problem in (({"domain": "go brand"}, "no domain"), ({"days": "400"}, "1 to 365")):
            status, text = await press(stage, on="true", **words)
            assert (status, problem in text, await links(stage)) == (422, True, before)
        status, text = await press(stage, on="true", domain="go.brand.example", days="7")
        assert (status, "https://go.brand.example/l/" in text) == (200, True)
        assert await links(stage) == LinkTracking(True, "https://go.brand.example", 7, before.utm)
        shown = (await stage.client.get(PATH, headers=BY_DANA)).text
        assert 'value="go.brand.example"' in shown and "Switch off" in shown
        await press(stage, on="true", days="7")
        assert (await links(stage)).address == PUBLIC_URL
        await press(stage, on="false")
        assert await links(stage) == LinkTracking(False, PUBLIC_URL, 7, before.utm)
        assert "leave as they are written" in (await stage.client.get(PATH, headers=BY_DANA)).text
