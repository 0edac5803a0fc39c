"""Pictures for texts of ours, in memory."""

from datetime import datetime

from conversation.errors import Conflict
from conversation.ids import ConversationId, MerchantId
from conversation.media import MediaContent, MediaFile
from conversation.store_memory.keys import in_order, own, owned
from conversation.store_memory.table import Journal, Table


class MemoryMediaReader:
    """Implements `conversation.media_books.MediaReader`."""

    def __init__(self, journal: Journal) -> None:
        self._media_files = Table[MediaFile](journal, own, merchant=lambda row: row.merchant_id)
        self._media_contents = Table[MediaContent](journal, lambda row: row.media_id)

    def media_file(self, merchant_id: MerchantId, media_id: str) -> MediaFile | None:
        return owned(self._media_files.get(media_id), merchant_id)

    def media_of_anybody(self, media_id: str) -> MediaFile | None:
        return self._media_files.get(media_id)

    def shared_media(self, merchant_id: MerchantId) -> tuple[MediaFile, ...]:
        return self._media_of(merchant_id, None)

    def media_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[MediaFile, ...]:
        return self._media_of(merchant_id, conversation_id)

    def _media_of(self, merchant_id: MerchantId, conversation_id: ConversationId | None) -> tuple[MediaFile, ...]:
        rows = [row for row in self._media_files.of(merchant=merchant_id) if row.conversation_id == conversation_id]
        return in_order(rows, lambda row: (row.made_at, row.id))

    def media_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[MediaFile, ...]:
        rows = [row for row in self._media_files.of(merchant=merchant_id) if row.conversation_id is not None]
        kept = [row for row in rows if self._media_contents.get(row.id) is not None]
        return in_order([row for row in kept if row.made_at < before and row.id > after], own)[:limit]

    def media_content(self, merchant_id: MerchantId, media_id: str) -> MediaContent | None:
        return owned(self._media_contents.get(media_id), merchant_id)


class MemoryMediaBooks(MemoryMediaReader):
    """Implements `conversation.media_books.MediaBooks`."""

    def add_media(self, file: MediaFile, content: bytes) -> None:
        if self._media_files.get(file.id) is not None:
            raise Conflict(f"picture {file.id} is kept already")
        self._media_files.put(file)
        self._media_contents.put(MediaContent(file.id, file.merchant_id, content))

    def drop_media_content(self, merchant_id: MerchantId, media_id: str) -> None:
        if self.media_content(merchant_id, media_id) is not None:
            self._media_contents.drop(media_id)
