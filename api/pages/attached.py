"""Pictures of ours as they are shown: in the box, in the thread, and in what a text costs."""

from dataclasses import dataclass
from math import ceil

from api.pages.look import Look
from api.pages.photos import PhotoCard
from channels.media_limits import KIB, is_safe
from conversation.conversation import Conversation
from conversation.media import MediaFile
from conversation.message import Message


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture that is to leave with what is in the box."""

    id: str
    path: str
    words: str


def attached(look: Look, row: Conversation, media_ids: tuple[str, ...]) -> tuple[Attached, ...]:
    """Return the pictures in the box; what is not this conversation's is left out."""
    return tuple(Attached(file.id, _path(row, file), _words(file)) for file in files_of(look, row, media_ids))


def files_of(look: Look, row: Conversation, media_ids: tuple[str, ...]) -> tuple[MediaFile, ...]:
    found = (look.books.media_file(row.merchant_id, media_id) for media_id in media_ids)
    return tuple(file for file in found if file is not None and file.conversation_id in (None, row.id))


def picture_cards(look: Look, row: Conversation, message: Message) -> tuple[PhotoCard, ...]:
    """Show the pictures that left with a text of ours."""
    return tuple(
        PhotoCard(_path(row, file), f"Picture that we sent, {_words(file)}")
        for file in files_of(look, row, message.media)
    )


def mms_words(look: Look, row: Conversation, media_ids: tuple[str, ...]) -> str:
    """Say that it is an MMS, how large, and what it costs where the merchant says."""
    files = files_of(look, row, media_ids)
    if not files:
        return ""
    merchant, sender = look.books.merchant(row.merchant_id), look.books.sender(row.merchant_id, row.sender_id)
    counted = "1 picture" if len(files) == 1 else f"{len(files)} pictures"
    words = f"MMS, {counted}, {ceil(sum(file.size for file in files) / KIB)} KiB"
    if merchant is not None and merchant.settings.mms_price is not None:
        words += f", {merchant.settings.mms_price.of(1)}"
    is_small = is_safe(files, sender.carrier if sender else "")
    return words if is_small else f"{words}: larger than some phones' networks take as it is"


def _path(row: Conversation, file: MediaFile) -> str:
    return f"/conversations/{row.id}/media/{file.id}"


def _words(file: MediaFile) -> str:
    return f"{file.kind.rpartition('/')[2].upper()}, {ceil(file.size / KIB)} KiB"
