"""A text with a picture, from the upload to the phone, and to the day it is erased."""

from datetime import UTC, datetime, timedelta

import httpx

from api.media_address import LASTS, MediaAddresses
from api.sample_world import DANA, MERCHANT
from api.stage import PUBLIC_URL, Stage, network_of, open_stage
from conversation.erasing import Request, erase
from conversation.media import MediaFile
from tests.channels.pictures import PLACE, png, webp
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
NOAH = sample_catalog().shopper("noah_brown_6181")
BY_DANA = {"X-Twolane-User": DANA.id}
FILE = MediaFile("med_1", MERCHANT.id, None, "image/png", 9, DANA.id, NOON)


async def talk(stage: Stage) -> str:
    await stage.text(NOAH.phone, "which green is it?")
    await stage.settle()
    seen = await stage.conversation_of(NOAH.phone)
    assert seen is not None
    await stage.take_over(DANA, seen.id)
    return seen.id


async def upload(stage: Stage, conversation_id: str, content: bytes) -> httpx.Response:
    files = {"picture": ("a.png", content)}
    return await stage.client.post(f"/api/conversations/{conversation_id}/media", files=files, headers=BY_DANA)


async def send(stage: Stage, conversation_id: str, *media: str) -> httpx.Response:
    asked = {"body": "This green.", "media": list(media)}
    path = f"/api/conversations/{conversation_id}/messages"
    return await stage.client.post(path, json=asked, headers=BY_DANA)


async def test_a_picture_leaves_cleaned_is_fetched_for_a_day_and_goes_with_the_words() -> None:
    async with open_stage(NOON) as stage:
        ref = await talk(stage)
        kept = (await upload(stage, ref, png())).json()
        assert (kept["kind"], kept["safe"]) == ("image/png", True)
        assert (await send(stage, ref, kept["id"])).json()["outcome"] == "allowed"
        await stage.settle()
        (address,) = network_of(stage.twolane).phone(NOAH.phone)[-1].media
        assert address.startswith(f"{PUBLIC_URL}/media/{kept['id']}.png?")
        fetched = await stage.client.get(address)
        assert (fetched.status_code, fetched.headers["content-type"]) == (200, "image/png")
        assert fetched.content.startswith(b"\x89PNG") and PLACE not in fetched.content
        head = await stage.client.head(address)
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(fetched.content)))
        assert (await stage.client.get(address.replace("mark=", "mark=0"))).status_code == 404
        shown = await stage.read(ref)
        assert [media.id for media in shown.messages[-1].media] == [kept["id"]]
        assert (await stage.client.get(f"/conversations/{ref}", headers=BY_DANA)).text.count(kept["id"]) == 2
        assert kept["id"] in (await stage.client.get(f"/phone/{NOAH.phone}", headers=BY_DANA)).text
        stage.clock.advance(LASTS + timedelta(seconds=1))
        assert (await stage.client.get(address)).status_code == 410
        now, why = stage.clock.now(), Request("operator", "asked to be forgotten")
        ledger, token = stage.twolane.house.ledger, lambda merchant_id, phone: "num_1"
        await ledger.write(lambda books: erase(books, MERCHANT.id, NOAH.phone, why, token, now))
        assert await ledger.read(lambda books: books.media_content(MERCHANT.id, kept["id"])) is None


async def test_a_picture_that_cannot_leave_is_refused_with_what_would() -> None:
    async with open_stage(NOON) as stage:
        ref = await talk(stage)
        for content, words in ((b"", "choose"), (b"<svg/>", "no JPEG"), (webp(), "send JPEG, PNG, GIF")):
            answer = await upload(stage, ref, content)
            assert (answer.status_code, words in answer.text) == (422, True), answer.text
        assert await stage.twolane.house.ledger.read(lambda books: books.shared_media(MERCHANT.id)) == ()
        assert (await send(stage, ref, "med_none")).status_code == 404
        kept = [(await upload(stage, ref, png(2))).json()["id"] for _ in range(11)]
        many = await send(stage, ref, *kept)
        assert (many.status_code, many.json()["field"]) == (422, "media")


def test_an_address_is_ours_alone_and_another_keys_is_not() -> None:
    ours, other = MediaAddresses("https://a.example/", b"one"), MediaAddresses("https://a.example/", b"two")
    parts = httpx.URL(ours.address(FILE, NOON))
    until, mark = int(parts.params["until"]), parts.params["mark"]
    assert parts.path == "/media/med_1.png" and until == int((NOON + LASTS).timestamp())
    assert ours.is_ours("med_1", until, mark)
    assert not ours.is_ours("med_2", until, mark) and not ours.is_ours("med_1", until + 1, mark)
    assert not other.is_ours("med_1", until, mark) and not ours.is_ours("med_1", until, "é")
