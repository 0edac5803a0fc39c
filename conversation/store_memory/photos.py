"""Photos, in memory."""

from datetime import datetime

from conversation.ids import ConversationId, MerchantId
from conversation.photo import Photo, Picture
from conversation.store_memory.keys import all_owned, in_order, own, owned, talk
from conversation.store_memory.table import Journal, Table


class MemoryPhotoReader:
    """Implements `conversation.photo_books.PhotoReader`."""

    def __init__(self, journal: Journal) -> None:
        self._photos = Table[Photo](journal, own, talk=talk, is_due=lambda row: row.due_at is not None)
        self._pictures = Table[Picture](journal, lambda row: row.photo_id)

    def photo(self, merchant_id: MerchantId, photo_id: str) -> Photo | None:
        return owned(self._photos.get(photo_id), merchant_id)

    def photos(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Photo, ...]:
        rows = all_owned(self._photos.of(talk=conversation_id), merchant_id)
        return in_order(rows, lambda row: (row.received_at, row.message_id, row.place))

    def picture(self, merchant_id: MerchantId, photo_id: str) -> Picture | None:
        return owned(self._pictures.get(photo_id), merchant_id)

    def due_photos(self, now: datetime, limit: int) -> tuple[Photo, ...]:
        due = [(row.due_at, row) for row in self._photos.of(is_due=True) if row.due_at and row.due_at <= now]
        return tuple(row for _, row in sorted(due, key=lambda one: (one[0], one[1].id)))[:limit]


class MemoryPhotoBooks(MemoryPhotoReader):
    """Implements `conversation.photo_books.PhotoBooks`."""

    touched: set[ConversationId]

    def save_photo(self, photo: Photo) -> None:
        self._photos.put(photo)
        self.touched.add(photo.conversation_id)

    def save_picture(self, picture: Picture) -> None:
        self._pictures.put(picture)

    def drop_picture(self, merchant_id: MerchantId, photo_id: str) -> None:
        if self.picture(merchant_id, photo_id) is not None:
            self._pictures.drop(photo_id)
