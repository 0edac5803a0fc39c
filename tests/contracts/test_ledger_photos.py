"""What every ledger promises about photos."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.ledger import Books, Ledger
from conversation.photo import Photo, PhotoState
from conversation.photos import MOST_PHOTOS, ask_later, claim_photo, erase_photos, keep_photo, refuse_photo
from conversation.receiving import Received, receive
from tests.channels.pictures import png
from tests.conversation.world import MERCHANT, NOW, seed, text_from

PHONE = "+13035550147"
ADDRESSES = tuple(f"https://carrier.example/{place}" for place in range(2))
SOON = NOW + timedelta(seconds=1)


@pytest.fixture
async def received(ledger: Ledger) -> Received:
    await ledger.write(seed)
    return await ledger.write(lambda books: arrive(books, ADDRESSES))


def arrive(books: Books, addresses: tuple[str, ...]) -> Received:
    found = receive(books, replace(text_from(PHONE, "look"), photos=addresses), NOW)
    assert found is not None
    return found


async def photos(ledger: Ledger, received: Received) -> tuple[Photo, ...]:
    return await ledger.read(lambda books: books.photos(MERCHANT.id, received.conversation.id))


async def test_a_text_brings_its_photos_in_their_order(ledger: Ledger, received: Received) -> None:
    found = await photos(ledger, received)
    assert [photo.address for photo in found] == list(ADDRESSES)
    assert received.message.photos == 2
    assert received.message.heard == "look [photo] [photo]"
    due = await ledger.read(lambda books: books.due_photos(NOW, 10))
    assert {photo.id for photo in due} == {photo.id for photo in found}
    assert await ledger.read(lambda books: books.due_photos(NOW - timedelta(seconds=1), 10)) == ()
    assert await ledger.read(lambda books: books.photos("mer_x", received.conversation.id)) == ()
    assert await ledger.read(lambda books: books.photo("mer_x", found[0].id)) is None


async def test_no_more_are_taken_than_a_carrier_allows(ledger: Ledger) -> None:
    await ledger.write(seed)
    received = await ledger.write(lambda books: arrive(books, ADDRESSES * MOST_PHOTOS))
    assert received.message.photos == len(await photos(ledger, received)) == MOST_PHOTOS


async def test_a_photo_is_claimed_by_one_at_a_time(ledger: Ledger, received: Received) -> None:
    photo, _ = await photos(ledger, received)
    first = await ledger.write(lambda books: claim_photo(books, photo, NOW))
    assert first is not None and first.attempts == 1
    assert await ledger.write(lambda books: claim_photo(books, photo, SOON)) is None
    later = NOW + timedelta(minutes=2)
    again = await ledger.write(lambda books: claim_photo(books, photo, later))
    assert again is not None and again.attempts == 2


async def test_a_kept_picture_comes_back_byte_for_byte(ledger: Ledger, received: Received) -> None:
    photo, other = await photos(ledger, received)
    content = png() + bytes(range(256))
    await ledger.write(lambda books: keep_photo(books, photo, "image/png", content, NOW))
    await ledger.write(lambda books: refuse_photo(books, other, "too large", NOW))
    kept, refused = await photos(ledger, received)
    assert (kept.state, kept.kind, kept.size, kept.address) == (PhotoState.KEPT, "image/png", len(content), "")
    assert (refused.state, refused.why, refused.address) == (PhotoState.REFUSED, "too large", "")
    picture = await ledger.read(lambda books: books.picture(MERCHANT.id, photo.id))
    assert picture is not None and bytes(picture.content) == content
    assert await ledger.read(lambda books: books.picture("mer_x", photo.id)) is None
    assert await ledger.read(lambda books: books.due_photos(SOON, 10)) == ()


async def test_a_photo_that_could_not_be_had_is_due_again(ledger: Ledger, received: Received) -> None:
    photo, _ = await photos(ledger, received)
    later = NOW + timedelta(seconds=10)
    await ledger.write(lambda books: ask_later(books, photo, later, NOW))
    due = await ledger.read(lambda books: books.due_photos(SOON, 10))
    assert photo.id not in {one.id for one in due}
    due = await ledger.read(lambda books: books.due_photos(later, 10))
    assert photo.id in {one.id for one in due}


async def test_what_was_erased_comes_back_from_no_carrier(ledger: Ledger, received: Received) -> None:
    photo, other = await photos(ledger, received)
    await ledger.write(lambda books: keep_photo(books, photo, "image/png", png(), NOW))
    await ledger.write(lambda books: erase_photos(books, received.message))
    await ledger.write(lambda books: keep_photo(books, other, "image/png", png(), NOW))
    for one in (photo, other):
        assert await ledger.read(lambda books, one=one: books.picture(MERCHANT.id, one.id)) is None  # type: ignore[misc]
    assert {one.state for one in await photos(ledger, received)} == {PhotoState.ERASED}
    assert {one.address for one in await photos(ledger, received)} == {""}
