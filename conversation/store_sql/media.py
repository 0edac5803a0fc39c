"""Pictures for texts of ours, in SQL."""

from datetime import datetime

from sqlalchemy import bindparam, exists, select

from conversation.clock import to_milliseconds
from conversation.ids import ConversationId, MerchantId, first_id
from conversation.media import MediaContent, MediaFile
from conversation.store_sql import tables
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

FILES = Rows(MediaFile, tables.media_files)
CONTENTS = Rows(MediaContent, tables.media_contents)

_file = tables.media_files.c
SHARED = Statement(
    lambda _: (
        select(*FILES.columns())
        .where(_file.merchant_id == bindparam("merchant_id"), _file.conversation_id.is_(None))
        .order_by(_file.made_at, _file.id)
    )
)
BEFORE = Statement(
    lambda _: (
        select(*FILES.columns())
        .where(
            _file.merchant_id == bindparam("merchant_id"),
            _file.conversation_id.is_not(None),
            _file.made_at < bindparam("before"),
            _file.id > bindparam("after"),
            _file.id < bindparam("bound"),
            exists().where(tables.media_contents.c.media_id == _file.id),
        )
        .order_by(_file.id)
        .limit(bindparam("limit"))
    )
)


class SqlMediaReader:
    """Implements `conversation.media_books.MediaReader`."""

    _session: Session

    def media_file(self, merchant_id: MerchantId, media_id: str) -> MediaFile | None:
        return FILES.one(self._session, id=media_id, merchant_id=merchant_id)

    def media_of_anybody(self, media_id: str) -> MediaFile | None:
        return FILES.one(self._session, id=media_id)

    def shared_media(self, merchant_id: MerchantId) -> tuple[MediaFile, ...]:
        return FILES.all(self._session, SHARED, {"merchant_id": merchant_id})

    def media_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[MediaFile, ...]:
        return FILES.many(self._session, ("made_at", "id"), merchant_id=merchant_id, conversation_id=conversation_id)

    def media_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[MediaFile, ...]:
        values: Values = {
            "merchant_id": merchant_id,
            "before": to_milliseconds(before),
            "after": after,
            "bound": first_id("med", before),
            "limit": limit,
        }
        return FILES.all(self._session, BEFORE, values)

    def media_content(self, merchant_id: MerchantId, media_id: str) -> MediaContent | None:
        return CONTENTS.one(self._session, media_id=media_id, merchant_id=merchant_id)


class SqlMediaBooks(SqlMediaReader):
    """Implements `conversation.media_books.MediaBooks`."""

    def add_media(self, file: MediaFile, content: bytes) -> None:
        FILES.add(self._session, file)
        CONTENTS.add(self._session, MediaContent(file.id, file.merchant_id, content))

    def drop_media_content(self, merchant_id: MerchantId, media_id: str) -> None:
        CONTENTS.drop(self._session, media_id=media_id, merchant_id=merchant_id)
