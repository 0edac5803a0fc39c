"""Texts on their way, in SQL."""

from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from conversation.clock import to_milliseconds
from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.outbox import STARTED, OutboxRow
from conversation.statements import Vouched
from conversation.store_sql import tables
from conversation.store_sql.columns import word, words
from conversation.store_sql.entities import OUTBOX
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_row = tables.outbox.c
_message = tables.messages.c
QUEUED_ROWS = Statement(
    lambda _: (
        select(*OUTBOX.columns())
        .where(
            _row.state == word("queued"),
            or_(_row.not_before.is_(None), _row.not_before <= bindparam("now")),
        )
        .order_by(_row.queued_at, _row.message_id)
        .limit(bindparam("limit"))
    )
)
QUEUED_ANSWERS = Statement(
    lambda _: (
        select(*OUTBOX.columns())
        .where(
            _row.state == word("queued"),
            _row.purpose.not_in(words(*sorted(STARTED))),
            or_(_row.not_before.is_(None), _row.not_before <= bindparam("now")),
        )
        .order_by(_row.queued_at, _row.message_id)
        .limit(bindparam("limit"))
    )
)
QUEUED_IN = Statement(
    lambda _: (
        select(*OUTBOX.columns())
        .where(
            _row.state == word("queued"),
            _row.conversation_id == bindparam("conversation_id"),
            _row.merchant_id == bindparam("merchant_id"),
        )
        .order_by(_row.queued_at, _row.message_id)
    )
)
CLAIMED_ROWS = Statement(
    lambda _: (
        select(*OUTBOX.columns())
        .where(
            _row.state.in_(words("claimed", "unknown")),
            or_(
                and_(_row.state == word("unknown"), _row.claimed_at >= bindparam("since")),
                and_(_row.state == word("claimed"), _row.claimed_at < bindparam("before")),
            ),
        )
        .order_by(_row.queued_at, _row.message_id)
    )
)
OF_CONVERSATION = Statement(
    lambda _: (
        select(*OUTBOX.columns())
        .select_from(tables.messages.join(tables.outbox, _row.message_id == _message.id))
        .where(
            _message.conversation_id == bindparam("conversation_id"),
            _row.merchant_id == bindparam("merchant_id"),
        )
        .order_by(_row.queued_at, _row.message_id)
    )
)
"""By way of its messages: an index of the outbox's own would be written with every text, for pages only."""
NEVER_LEFT = Statement(
    lambda _: select(_row.message_id).where(
        _row.conversation_id == bindparam("conversation_id"),
        _row.merchant_id == bindparam("merchant_id"),
        _row.state.in_(words("cancelled", "failed")),
    )
)


class SqlOutboxReader:
    """Implements `conversation.outbox_books.OutboxReader`."""

    _session: Session

    def outbox_row(self, merchant_id: MerchantId, message_id: MessageId) -> OutboxRow | None:
        return OUTBOX.one(self._session, message_id=message_id, merchant_id=merchant_id)

    def outbox_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id}
        return OUTBOX.all(self._session, OF_CONVERSATION, values)

    def never_left(self, merchant_id: MerchantId, conversation_id: ConversationId) -> frozenset[MessageId]:
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id}
        return frozenset(message_id for (message_id,) in self._session.all(NEVER_LEFT, values))

    def outbox_of(self, message_id: MessageId) -> OutboxRow | None:
        return OUTBOX.one(self._session, message_id=message_id)

    def outbox_by_provider_id(self, provider_id: str) -> OutboxRow | None:
        return OUTBOX.one(self._session, provider_id=provider_id)

    def queued_in(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id}
        return OUTBOX.all(self._session, QUEUED_IN, values)

    def queued_rows(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        values: Values = {"now": to_milliseconds(now), "limit": limit}
        return OUTBOX.all(self._session, QUEUED_ROWS, values)

    def queued_answers(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        values: Values = {"now": to_milliseconds(now), "limit": limit}
        return OUTBOX.all(self._session, QUEUED_ANSWERS, values)

    def claimed_rows(self, before: datetime, since: datetime) -> tuple[OutboxRow, ...]:
        values: Values = {"before": to_milliseconds(before), "since": to_milliseconds(since)}
        return OUTBOX.all(self._session, CLAIMED_ROWS, values)


class SqlOutboxBooks(SqlOutboxReader):
    """Implements `conversation.outbox_books.OutboxBooks`. `outgoing` has the rows that this transaction knows."""

    touched: set[ConversationId]
    written: list[Vouched]
    outgoing: dict[MessageId, OutboxRow]

    def outbox_row(self, merchant_id: MerchantId, message_id: MessageId) -> OutboxRow | None:
        row = super().outbox_row(merchant_id, message_id)
        if row is not None:
            self.outgoing[message_id] = row
        return row

    def save_outbox_row(self, row: OutboxRow) -> None:
        stored = self.outgoing.get(row.message_id)
        if stored is None:
            OUTBOX.save(self._session, row)
        else:
            OUTBOX.change(self._session, stored, row)
        self.outgoing[row.message_id] = row
        self.written.append(row)
        self.touched.add(row.conversation_id)
