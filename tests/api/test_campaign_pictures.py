"""A campaign with a picture: uploaded, shown, billed as an MMS, and sent where pictures arrive."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from api.sample_world import DANA, MERCHANT
from api.stage import Stage, network_of, open_stage
from conversation.media_keeping import keep_media
from tests.channels.pictures import png, webp
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
NOAH = sample_catalog().shoppers[0]
ABROAD = replace(sample_catalog().shoppers[1], phone="+447700900123")
BY_DANA = {"X-Twolane-User": DANA.id}
TOKEN = {"merchant": MERCHANT.id}
WORDS = {"name": "Arrivals", "segment": "consent: marketing", "body": "Hi {first_name}, new arrivals are in the store."}
PATH = f"/api/campaigns/{MERCHANT.id}"


async def ask(stage: Stage, path: str, **words: object) -> dict[str, object]:
    answer = await stage.client.post(path, json=words, headers=BY_DANA)
    assert answer.status_code < 300, answer.text
    return dict(answer.json())


async def upload(stage: Stage) -> str:
    files = {"picture": ("a.png", png())}
    answer = await stage.client.post("/api/media", params=TOKEN, files=files, headers=BY_DANA)
    return str(answer.json()["id"])


async def test_the_picture_leaves_with_each_text_and_only_where_pictures_arrive() -> None:
    async with open_stage(NOON) as stage:
        for shopper in (NOAH, ABROAD):
            await stage.consent(shopper)
        kept = await upload(stage)
        plain = await ask(stage, f"{PATH}/try", segment="consent: marketing", body="word " * 60)
        tried = await ask(stage, f"{PATH}/try", segment="consent: marketing", body="word " * 60, media=kept)
        assert plain["segments"] != 1 == tried["segments"]
        assert (tried["cost"], tried["reasons"]) == ("$0.044 at most", {"mms.reach": 1})
        made = await ask(stage, PATH, **WORDS, media=kept)
        assert made["media"] == kept
        await ask(stage, f"{PATH}/{made['id']}/review", version=1)
        await ask(stage, f"{PATH}/{made['id']}/start")
        await stage.settle()
        (text,) = network_of(stage.twolane).phone(NOAH.phone)
        assert f"/media/{kept}.png?" in text.media[0]
        stage.clock.advance(timedelta(hours=3))
        await stage.settle()
        outcomes = await stage.twolane.house.ledger.read(lambda books: books.recipients(MERCHANT.id, str(made["id"])))
        assert [one.rule for one in outcomes if one.rule] == ["mms.reach"]


async def test_a_picture_that_cannot_leave_is_refused_with_what_would_and_nothing_is_kept() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(NOAH)
        ledger = stage.twolane.house.ledger
        foreign, huge = await ledger.write(
            lambda books: (
                keep_media(books, MERCHANT.id, "cvn_1", "image/png", png(), DANA.id, NOON),
                keep_media(books, MERCHANT.id, None, "image/png", bytes(6 << 20), DANA.id, NOON),
            )
        )
        for media_id, words in (("med_none", "upload it"), (foreign.id, "upload it"), (huge.id, "KiB")):
            answer = await stage.client.post(PATH, json=WORDS | {"media": media_id}, headers=BY_DANA)
            assert (answer.status_code, answer.json()["field"], words in answer.text) == (422, "media", True)
        assert await ledger.read(lambda books: books.campaigns(MERCHANT.id)) == ()


async def test_the_page_shows_the_picture_in_the_bubble_until_it_is_taken_out() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(NOAH)
        bad = await stage.client.post(
            "/campaigns/picture", data=TOKEN, files={"picture": ("a.webp", webp())}, headers=BY_DANA
        )
        assert "send JPEG, PNG, GIF" in bad.text and "checkbox" not in bad.text
        good = await stage.client.post(
            "/campaigns/picture", data=TOKEN, files={"picture": ("a.png", png())}, headers=BY_DANA
        )
        (kept,) = await stage.twolane.house.ledger.read(lambda books: books.shared_media(MERCHANT.id))
        address = f"/campaigns/{MERCHANT.id}/media/{kept.id}"
        assert f'src="{address}"' in good.text and good.headers["HX-Trigger-After-Swap"] == "pictured"
        assert (await stage.client.get(address, headers=BY_DANA)).content.startswith(b"\x89PNG")
        words = TOKEN | {"name": "Arrivals", "rules": WORDS["segment"], "body": WORDS["body"]}
        tried = await stage.client.post("/campaigns/try", data=words | {"media": kept.id}, headers=BY_DANA)
        assert address in tried.text and "MMS, 1 picture each (PNG" in tried.text
        made = await stage.client.post("/campaigns", data=words | {"media": kept.id}, headers=BY_DANA)
        page = made.headers["location"]
        assert (await stage.client.get(page, headers=BY_DANA)).text.count(f'src="{address}"') == 2
        await stage.client.post(f"{page}/edit", data=words | {"version": "1"}, headers=BY_DANA)
        assert address not in (await stage.client.get(page, headers=BY_DANA)).text
