"""A flow's text with a picture: looked up when the flow is saved, and sent with the words."""

from urllib.parse import urlsplit

import pytest

from api.sample_world import DANA, MERCHANT
from api.stage import network_of, open_stage
from compliance.rulebook import load_rulebook
from conversation.flow_run import TriggerKind
from conversation.media import MediaFile
from conversation.media_keeping import keep_media
from flows.flow import Flow
from flows.keeping import NotLawful
from flows.previewing import previews_of
from flows.reading import flow_of
from flows.words import sentences_of
from tests.channels.pictures import png
from tests.flows.flow_stage import DAY, HOUR, NOON, SHOPPER, happens, switch_on
from tests.flows.flow_texts import any_flow

TOO_LARGE = 6 << 20


def with_picture(media_id: str) -> str:
    steps = f'- text: "{{product}} is back in stock."\n  media: {media_id}'
    return any_flow(steps, trigger="back_in_stock", more="only_if: {consent: marketing}\n")


async def test_the_picture_is_looked_up_when_the_flow_is_saved_and_leaves_with_the_text() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        ledger = stage.twolane.house.ledger

        async def keep(talk: str | None, content: bytes) -> MediaFile:
            return await ledger.write(
                lambda books: keep_media(books, MERCHANT.id, talk, "image/png", content, DANA.id, NOON)
            )

        own, foreign, large = await keep(None, png()), await keep("cvn_1", png()), await keep(None, bytes(TOO_LARGE))
        for media_id, remedy in (("med_none", "upload it"), (foreign.id, "upload it"), (large.id, "KiB")):
            with pytest.raises(NotLawful) as caught:
                await switch_on(stage, with_picture(media_id))
            assert remedy in caught.value.remedy and "line 7" in caught.value.problem
        assert await ledger.read(lambda books: books.flow(MERCHANT.id, "any")) is None
        await switch_on(stage, with_picture(own.id))
        await happens(stage, TriggerKind.BACK_IN_STOCK, "Trail Pack 40L")
        (text,) = network_of(stage.twolane).phone(SHOPPER.phone)
        assert f"/media/{own.id}.png?" in text.media[0]


def test_a_picture_is_told_of_in_words_and_in_the_preview() -> None:
    flow: Flow = flow_of(with_picture("med_1"))
    (preview,) = previews_of(flow, MERCHANT, load_rulebook(), NOON)
    assert preview.is_mms
    assert "Text, with a picture:" in [sentence.words for sentence in sentences_of(flow)]


async def test_a_flow_that_waited_for_weeks_sends_an_address_that_ends_a_day_after_its_text() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        ledger = stage.twolane.house.ledger
        own = await ledger.write(
            lambda books: keep_media(books, MERCHANT.id, None, "image/png", png(), DANA.id, stage.clock.now())
        )
        late = f'- wait: 30 days\n- text: "Still looking?"\n  media: {own.id}'
        await switch_on(stage, any_flow(late, more="only_if: {consent: marketing}\n"))
        await happens(stage, TriggerKind.MANUAL)
        await stage.advance(30 * DAY)
        (text,) = network_of(stage.twolane).phone(SHOPPER.phone)
        place = urlsplit(text.media[0])._replace(scheme="", netloc="").geturl()
        assert (await stage.client.get(place)).status_code == 200
        stage.clock.advance(DAY + HOUR)
        assert (await stage.client.get(place)).status_code == 410
