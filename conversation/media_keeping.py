"""Pictures for texts of ours, from the day they are uploaded to the day they are destroyed."""

from collections.abc import Sequence
from datetime import datetime

from conversation.errors import Unknown
from conversation.ids import ConversationId, MerchantId, new_id
from conversation.ledger import Books, Reader
from conversation.media import MediaFile


def keep_media(
    books: Books,
    merchant_id: MerchantId,
    conversation_id: ConversationId | None,
    kind: str,
    content: bytes,
    made_by: str,
    now: datetime,
) -> MediaFile:
    """Keep a picture that was cleaned, for a conversation, or for all of the merchant's texts."""
    file = MediaFile(new_id("med", now), merchant_id, conversation_id, kind, len(content), made_by, now)
    books.add_media(file, content)
    return file


def media_for(
    reader: Reader, merchant_id: MerchantId, conversation_id: ConversationId, media_ids: Sequence[str]
) -> tuple[MediaFile, ...]:
    """Return the pictures in this order. Raises Unknown for one that is not this conversation's or the merchant's."""
    found = [(media_id, reader.media_file(merchant_id, media_id)) for media_id in media_ids]
    for media_id, file in found:
        if file is None or file.conversation_id not in (None, conversation_id):
            raise Unknown("picture", media_id)
    return tuple(file for _, file in found if file is not None)


def erase_all_media(books: Books, merchant_id: MerchantId, conversation_id: ConversationId) -> None:
    """Destroy every picture that was put into the conversation, those too that never left."""
    for file in books.media_of_conversation(merchant_id, conversation_id):
        books.drop_media_content(merchant_id, file.id)
