"""Stretches of long conversations, in SQL."""

from sqlalchemy import bindparam, select

from conversation.event import MILESTONES, Event
from conversation.ids import ConversationId, MerchantId
from conversation.message import Message
from conversation.store_sql import entities, messages, tables
from conversation.store_sql.columns import words
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_event = tables.events.c
_EVENTS_SINCE = Statement(
    lambda _: (
        select(*entities.EVENTS.columns())
        .where(
            _event.conversation_id == bindparam("conversation_id"),
            _event.merchant_id == bindparam("merchant_id"),
            _event.after_seq >= bindparam("after_seq"),
        )
        .order_by(_event.number)
    )
)
_MILESTONES = Statement(
    lambda _: (
        select(*entities.EVENTS.columns())
        .where(
            _event.conversation_id == bindparam("conversation_id"),
            _event.merchant_id == bindparam("merchant_id"),
            _event.kind.in_(words(*MILESTONES)),
            _event.after_seq <= bindparam("through_seq"),
        )
        .order_by(_event.number)
    )
)


class SqlThreadReader:
    """Implements `conversation.thread_books.ThreadReader`."""

    _session: Session

    def messages_between(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int, through_seq: int
    ) -> tuple[Message, ...]:
        return messages.between(self._session, merchant_id, conversation_id, after_seq, through_seq)

    def events_since(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int
    ) -> tuple[Event, ...]:
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id, "after_seq": after_seq}
        return entities.EVENTS.all(self._session, _EVENTS_SINCE, values)

    def milestones(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, through_seq: int
    ) -> tuple[Event, ...]:
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id, "through_seq": through_seq}
        return entities.EVENTS.all(self._session, _MILESTONES, values)
