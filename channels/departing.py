"""A text on its way out: it is ours to hand over, once."""

from collections.abc import Sequence
from dataclasses import dataclass

from channels.segments import measure
from conversation.ledger import Reader
from conversation.media import MediaFile
from conversation.outbox import OutboxRow
from conversation.sender import Sender
from conversation.sending import Claimed


@dataclass(frozen=True, slots=True)
class Departing:
    """A claimed text with its pictures, and the number it leaves from."""

    row: OutboxRow
    text: str
    sender: Sender | None
    media: tuple[MediaFile, ...] = ()

    @property
    def segments(self) -> int:
        return _segments(self.text, self.media)


def departing_with(reader: Reader, claimed: Claimed) -> Departing:
    """Return what to hand over of a claimed text."""
    row = claimed.row
    files = [reader.media_file(row.merchant_id, media_id) for media_id in claimed.media]
    sender = claimed.sender or reader.sender(row.merchant_id, row.sender_id)
    return Departing(row, claimed.text, sender, tuple(file for file in files if file is not None))


def left_behind(reader: Reader, row: OutboxRow) -> Departing | None:
    """Return what somebody else claimed and did not see through; None where the text is gone."""
    message = reader.message(row.merchant_id, row.message_id)
    return departing_with(reader, Claimed(row, message.text, media=message.media)) if message is not None else None


def segments_of(reader: Reader, row: OutboxRow) -> int:
    """Return how many segments a queued text has."""
    message = reader.message(row.merchant_id, row.message_id)
    return 1 if message is None or message.body is None else _segments(message.text, message.media)


def _segments(text: str, media: Sequence[object]) -> int:
    """A text with pictures is one part to the carriers, however long (docs.aws.amazon.com, limits in MPS; primary)."""
    return 1 if media else max(measure(text).count, 1)
