"""The part of the ledger's port that holds pictures for texts of ours."""

from datetime import datetime
from typing import Protocol

from conversation.ids import ConversationId, MerchantId
from conversation.media import MediaContent, MediaFile


class MediaReader(Protocol):
    """Looks rows up."""

    def media_file(self, merchant_id: MerchantId, media_id: str) -> MediaFile | None: ...

    def media_of_anybody(self, media_id: str) -> MediaFile | None:
        """The picture of any merchant: a carrier that fetches one names none."""
        ...

    def shared_media(self, merchant_id: MerchantId) -> tuple[MediaFile, ...]:
        """The merchant's own pictures, which belong to no conversation, oldest first."""
        ...

    def media_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[MediaFile, ...]:
        """The pictures that were put into the conversation, sent or not, oldest first."""
        ...

    def media_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[MediaFile, ...]:
        """Pictures that were put into a conversation earlier than `before`, by id, from `after` on, sent or not.

        Those whose bytes were destroyed are not among them.
        """
        ...

    def media_content(self, merchant_id: MerchantId, media_id: str) -> MediaContent | None:
        """The picture's bytes; None after they were destroyed."""
        ...


class MediaBooks(MediaReader, Protocol):
    """The rows inside one transaction."""

    def add_media(self, file: MediaFile, content: bytes) -> None: ...

    def drop_media_content(self, merchant_id: MerchantId, media_id: str) -> None: ...
