"""A photo from the shopper's phone to the person who answers: fetched, cleaned, shown, and a reason to escalate."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from channels.errors import Unreachable
from conversation.erasing import Request, erase
from conversation.ledger import Books
from tests.api.pages import NOAH, NOON, begin, page, thread
from tests.api.paper import words
from tests.channels.pictures import PLACE, jpeg, png


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def send(stage: Stage, body: str, *photos: bytes) -> str:
    conversation = await begin(stage)
    await stage.text(NOAH.phone, body, photos)
    await stage.settle()
    return conversation


async def test_a_photo_is_shown_without_what_its_camera_wrote(stage: Stage) -> None:
    conversation = await send(stage, "is this the green one?", jpeg())
    message = next(one for one in (await stage.read(conversation)).messages if one.photos)
    [photo] = message.photos
    assert (photo.state, photo.kind) == ("kept", "image/jpeg")
    path = f"/conversations/{conversation}/photos/{photo.id}"
    assert f'<img src="{path}"' in await thread(stage, conversation)
    answer = await page(stage, path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert PLACE not in answer.content
    assert len(answer.content) == photo.size
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-cache"
    again = await page(stage, path, If_None_Match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert (await stage.client.get(f"/api{path}")).content == answer.content


async def test_nobody_else_reads_it(stage: Stage) -> None:
    conversation = await send(stage, "look", png())
    [photo] = next(one.photos for one in (await stage.read(conversation)).messages if one.photos)
    other = await page(stage, f"/conversations/cvn_other/photos/{photo.id}")
    assert other.status_code == 404


async def test_what_is_no_photo_is_refused_and_says_so(stage: Stage) -> None:
    conversation = await send(stage, "look", b"<svg onload='alert(1)'/>")
    [photo] = next(one.photos for one in (await stage.read(conversation)).messages if one.photos)
    assert (photo.state, photo.why) == ("refused", "it is no JPEG, PNG, WebP or GIF")
    assert "A photo is not shown: it is no JPEG" in words(await thread(stage, conversation))
    assert (await page(stage, f"/conversations/{conversation}/photos/{photo.id}")).status_code == 404


async def test_a_carrier_that_is_down_is_asked_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_of(stage.twolane)
    fetch = network.fetch_media

    async def down(address: str, most: int) -> bytes:
        raise Unreachable("down", maybe_sent=False)

    monkeypatch.setattr(network, "fetch_media", down)
    conversation = await send(stage, "look", png())
    assert "A photo is on its way" in words(await thread(stage, conversation))
    monkeypatch.setattr(network, "fetch_media", fetch)
    await stage.advance(timedelta(seconds=30))
    [photo] = next(one.photos for one in (await stage.read(conversation)).messages if one.photos)
    assert photo.state == "kept"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("this is how it arrived", "damaged_item"),
        ("I want a refund", "damaged_item"),
        ("the handle is cracked", "damaged_item"),
    ],
)
async def test_a_photo_with_a_complaint_goes_to_a_person_as_a_damaged_item(
    stage: Stage, body: str, reason: str
) -> None:
    conversation = await send(stage, body, png())
    assert (await stage.read(conversation)).escalation == reason


async def test_a_photo_without_a_complaint_does_not(stage: Stage) -> None:
    conversation = await send(stage, "how long does standard delivery take?", png())
    assert (await stage.read(conversation)).escalation is None


async def test_the_ai_reads_that_there_was_a_photo_and_nothing_of_it(stage: Stage) -> None:
    conversation = await send(stage, "", png())
    messages = await stage.twolane.house.ledger.read(
        lambda books: books.messages(books.merchant_of_conversation(conversation) or "", conversation)
    )
    assert next(one for one in messages if one.photos).heard == "[photo]"


async def test_a_photo_alone_is_asked_about_and_never_guessed(stage: Stage) -> None:
    conversation = await send(stage, "", png())
    assert "I cannot see pictures here" in (await stage.read(conversation)).messages[-1].body


async def test_a_photo_with_thanks_is_not_passed_over_in_silence(stage: Stage) -> None:
    conversation = await send(stage, "thanks!", png())
    read = await stage.read(conversation)
    assert read.messages[-1].direction == "out" or read.escalation is not None


async def test_erasing_the_shopper_destroys_it(stage: Stage) -> None:
    conversation = await send(stage, "look", png())
    [photo] = next(one.photos for one in (await stage.read(conversation)).messages if one.photos)

    def forget(books: Books) -> None:
        merchant_id = books.merchant_of_conversation(conversation) or ""
        erase(books, merchant_id, NOAH.phone, Request("x", "asked"), lambda *_: "token", stage.clock.now())

    await stage.twolane.house.ledger.write(forget)
    assert (await page(stage, f"/conversations/{conversation}/photos/{photo.id}")).status_code == 404
    assert "A photo was erased" in words(await thread(stage, conversation))
