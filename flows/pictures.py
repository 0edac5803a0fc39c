"""Pictures of a merchant's own that campaigns and flows send."""

from collections.abc import Callable
from typing import TypeAlias

from channels.media_limits import BadMedia, check_media
from conversation.ids import MerchantId, SenderId
from conversation.ledger import Reader
from conversation.media import MediaFile

FindPicture: TypeAlias = Callable[[str], MediaFile]
"""Returns one of the merchant's own pictures by its id. Raises BadMedia."""


def picture_for(reader: Reader, merchant_id: MerchantId, media_id: str, sender_id: SenderId | None = None) -> MediaFile:
    """Return one of the merchant's own pictures, which the carrier of the number takes; by default of the first number.

    Raises BadMedia with what would do.
    """
    file = reader.media_file(merchant_id, media_id)
    if file is None or file.conversation_id is not None:
        raise BadMedia(f"{media_id!r} is no picture of the merchant's own", "upload it first, and name the id it gets")
    senders = [one for one in reader.senders(merchant_id) if sender_id in (None, one.id)]
    check_media((file,), senders[0].carrier if senders else "")
    return file
