"""Photos, in SQL."""

from datetime import datetime

from sqlalchemy import bindparam, select

from conversation.clock import to_milliseconds
from conversation.ids import ConversationId, MerchantId
from conversation.photo import Photo, Picture
from conversation.store_sql import tables
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement

PHOTOS = Rows(Photo, tables.photos)
PICTURES = Rows(Picture, tables.pictures)

_photo = tables.photos.c
DUE_PHOTOS = Statement(
    lambda _: (
        select(*PHOTOS.columns())
        .where(_photo.due_at.is_not(None), _photo.due_at <= bindparam("now"))
        .order_by(_photo.due_at, _photo.id)
        .limit(bindparam("limit"))
    )
)


class SqlPhotoReader:
    """Implements `conversation.photo_books.PhotoReader`."""

    _session: Session

    def photo(self, merchant_id: MerchantId, photo_id: str) -> Photo | None:
        return PHOTOS.one(self._session, id=photo_id, merchant_id=merchant_id)

    def photos(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Photo, ...]:
        order = ("received_at", "message_id", "place")
        return PHOTOS.many(self._session, order, merchant_id=merchant_id, conversation_id=conversation_id)

    def picture(self, merchant_id: MerchantId, photo_id: str) -> Picture | None:
        return PICTURES.one(self._session, photo_id=photo_id, merchant_id=merchant_id)

    def due_photos(self, now: datetime, limit: int) -> tuple[Photo, ...]:
        return PHOTOS.all(self._session, DUE_PHOTOS, {"now": to_milliseconds(now), "limit": limit})


class SqlPhotoBooks(SqlPhotoReader):
    """Implements `conversation.photo_books.PhotoBooks`."""

    touched: set[ConversationId]

    def save_photo(self, photo: Photo) -> None:
        PHOTOS.save(self._session, photo)
        self.touched.add(photo.conversation_id)

    def save_picture(self, picture: Picture) -> None:
        PICTURES.save(self._session, picture)

    def drop_picture(self, merchant_id: MerchantId, photo_id: str) -> None:
        PICTURES.drop(self._session, photo_id=photo_id, merchant_id=merchant_id)
