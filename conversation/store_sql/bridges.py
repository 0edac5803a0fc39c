"""Bridges, in SQL."""

from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from conversation.bridge import Bridge, Mirror
from conversation.clock import to_milliseconds
from conversation.ids import ConversationId, MerchantId
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import word
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_mirror = tables.mirrors.c
_talk = tables.conversations.c
_case = tables.cases.c

UNTOLD = Statement(
    lambda _: (
        select(_mirror.conversation_id)
        .join(tables.conversations, _talk.id == _mirror.conversation_id)
        .where(
            _mirror.merchant_id == bindparam("merchant_id"),
            or_(_talk.last_event > _mirror.told_event, _talk.last_seq > _mirror.told_seq),
            or_(_mirror.not_before.is_(None), _mirror.not_before <= bindparam("now")),
            or_(_mirror.leased_until.is_(None), _mirror.leased_until <= bindparam("now")),
        )
        .order_by(_mirror.conversation_id)
        .limit(bindparam("limit"))
    )
)
UNMIRRORED = Statement(
    lambda _: (
        select(_case.conversation_id)
        .outerjoin(tables.mirrors, _mirror.conversation_id == _case.conversation_id)
        .where(
            and_(_case.merchant_id == bindparam("merchant_id"), _case.state != word("closed")),
            _mirror.conversation_id.is_(None),
        )
        .order_by(_case.conversation_id)
        .limit(bindparam("limit"))
    )
)


class SqlBridgeReader:
    """Implements `conversation.bridge_books.BridgeReader`."""

    _session: Session

    def bridge(self, merchant_id: MerchantId) -> Bridge | None:
        return entities.BRIDGES.one(self._session, merchant_id=merchant_id)

    def bridges(self) -> tuple[Bridge, ...]:
        return entities.BRIDGES.many(self._session, ("merchant_id",))

    def mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Mirror | None:
        return entities.MIRRORS.one(self._session, conversation_id=conversation_id, merchant_id=merchant_id)

    def mirror_of_thread(self, merchant_id: MerchantId, thread_ref: str) -> Mirror | None:
        return entities.MIRRORS.one(self._session, merchant_id=merchant_id, thread_ref=thread_ref)

    def untold(self, merchant_id: MerchantId, now: datetime, limit: int) -> tuple[ConversationId, ...]:
        values: Values = {"merchant_id": merchant_id, "now": to_milliseconds(now), "limit": limit}
        return tuple(ref for (ref,) in self._session.all(UNTOLD, values))

    def unmirrored(self, merchant_id: MerchantId, limit: int) -> tuple[ConversationId, ...]:
        values: Values = {"merchant_id": merchant_id, "limit": limit}
        return tuple(ref for (ref,) in self._session.all(UNMIRRORED, values))


class SqlBridgeBooks(SqlBridgeReader):
    """Implements `conversation.bridge_books.BridgeBooks`."""

    def save_bridge(self, bridge: Bridge) -> None:
        entities.BRIDGES.save(self._session, bridge)

    def add_mirror(self, mirror: Mirror) -> bool:
        return entities.MIRRORS.add_once(self._session, mirror)

    def lock_mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Mirror | None:
        return entities.MIRRORS.one(
            self._session, lock=Lock.ALONE, conversation_id=conversation_id, merchant_id=merchant_id
        )

    def save_mirror(self, mirror: Mirror) -> None:
        entities.MIRRORS.save(self._session, mirror)

    def drop_mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> None:
        entities.MIRRORS.drop(self._session, conversation_id=conversation_id, merchant_id=merchant_id)
