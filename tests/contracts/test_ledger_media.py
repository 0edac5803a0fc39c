"""What every ledger promises about pictures for texts of ours."""

from datetime import timedelta

import pytest

from conversation.errors import Unknown
from conversation.ledger import Ledger
from conversation.media import MediaContent, MediaFile
from conversation.media_keeping import keep_media, media_for
from tests.conversation.world import MERCHANT, NOW


async def keep(ledger: Ledger, conversation_id: str | None, minutes: int = 0) -> MediaFile:
    at = NOW + timedelta(minutes=minutes)
    return await ledger.write(
        lambda books: keep_media(books, MERCHANT.id, conversation_id, "image/png", b"bytes", "usr_1", at)
    )


async def test_a_picture_is_read_by_its_merchant_and_its_bytes_can_be_destroyed(ledger: Ledger) -> None:
    file = await keep(ledger, "cvn_1")
    assert (file.size, file.kind) == (5, "image/png")
    assert await ledger.read(lambda books: books.media_file(MERCHANT.id, file.id)) == file
    assert await ledger.read(lambda books: books.media_file("mer_2", file.id)) is None
    assert await ledger.read(lambda books: books.media_of_anybody(file.id)) == file
    kept = await ledger.read(lambda books: books.media_content(MERCHANT.id, file.id))
    assert kept == MediaContent(file.id, MERCHANT.id, b"bytes")
    await ledger.write(lambda books: books.drop_media_content("mer_2", file.id))
    assert await ledger.read(lambda books: books.media_content(MERCHANT.id, file.id)) == kept
    await ledger.write(lambda books: books.drop_media_content(MERCHANT.id, file.id))
    assert await ledger.read(lambda books: books.media_content(MERCHANT.id, file.id)) is None
    assert await ledger.read(lambda books: books.media_file(MERCHANT.id, file.id)) == file


async def test_a_picture_is_for_its_conversation_or_for_all_of_the_merchants(ledger: Ledger) -> None:
    own, other = await keep(ledger, "cvn_1"), await keep(ledger, "cvn_2")
    first, second = await keep(ledger, None), await keep(ledger, None, 1)
    assert await ledger.read(lambda books: books.shared_media(MERCHANT.id)) == (first, second)
    assert await ledger.read(lambda books: books.media_of_conversation(MERCHANT.id, "cvn_1")) == (own,)
    assert await ledger.read(lambda books: books.media_of_conversation("mer_2", "cvn_1")) == ()
    wanted = (second.id, own.id)
    assert await ledger.read(lambda books: media_for(books, MERCHANT.id, "cvn_1", wanted)) == (second, own)
    for unknown in (other.id, "med_none"):
        with pytest.raises(Unknown):
            await ledger.read(lambda books, unknown=unknown: media_for(books, MERCHANT.id, "cvn_1", (unknown,)))  # type: ignore[misc]
