"""Messages and their bodies: the row never changes, the words can be erased."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, bindparam, delete, null, select
from sqlalchemy.dialects import postgresql

from conversation.clock import to_milliseconds
from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.message import Body, Message
from conversation.statements import Vouched
from conversation.store_sql import ahead, searching, tables
from conversation.store_sql.columns import words
from conversation.store_sql.dialect import insert_into
from conversation.store_sql.recordset import inserting
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_ROWS = Rows(Message, tables.messages, apart=("body",))
_WORDS = 4

_message = tables.messages.c
_body = tables.bodies.c
_row = tables.outbox.c


def _worded(*, without: Column[Any] | None = None) -> Select[Any]:
    both = tables.messages.outerjoin(tables.bodies, _message.id == _body.message_id)
    cells = [null() if column is without else column for column in _ROWS.columns()]
    words = (_body.composed, _body.before_text, _body.after_text, _body.salt)
    return select(*cells, *words).select_from(both)


def _joined(*, without: Column[Any] | None = None) -> Select[Any]:
    return _worded(without=without).where(_message.merchant_id == bindparam("merchant_id"))


def _talk() -> Select[Any]:
    return _joined().where(_message.conversation_id == bindparam("conversation_id"))


def _in_order(talk: Select[Any]) -> Select[Any]:
    of_the_talk = (_message.conversation_id == bindparam("conversation_id"), _message.seq > bindparam("after_seq"))
    return talk.where(*of_the_talk).order_by(_message.seq)


def _sent_since() -> Select[Any]:
    return (
        _joined()
        .join(tables.outbox, _row.message_id == _message.id)
        .where(
            _row.merchant_id == bindparam("merchant_id"),
            _row.to == bindparam("phone"),
            _row.state.not_in(words("cancelled", "failed")),
            _row.queued_at >= bindparam("since"),
            _message.created_at >= bindparam("since"),
        )
        .order_by(_message.created_at, _message.id)
    )


def _worded_before() -> Select[Any]:
    return (
        _joined()
        .where(
            _message.id > bindparam("after"),
            _message.id < bindparam("bound"),
            _message.created_at < bindparam("before"),
            _body.message_id.is_not(None),
        )
        .order_by(_message.id)
        .limit(bindparam("limit"))
    )


_ADD_BODY = Statement(
    lambda dialect: insert_into(tables.bodies, dialect),
    lambda names: inserting(postgresql.insert(tables.bodies), names),
)
_ONE = Statement(lambda _: _joined().where(_message.id == bindparam("id")))
AMONG = Statement(
    lambda dialect: _worded().where(ahead.whose(_message.merchant_id, dialect), ahead.among(_message.id, dialect))
)
_IN_ORDER = Statement(lambda _: _in_order(_joined()))
_BETWEEN = Statement(lambda _: _in_order(_joined()).where(_message.seq <= bindparam("through_seq")))
_TRANSCRIPT = Statement(lambda _: _in_order(_joined(without=_message.verdict)))
_NEWEST = Statement(lambda _: _talk().order_by(_message.seq.desc()).limit(1))
_SENT_SINCE = Statement(lambda _: _sent_since())
_WORDED_BEFORE = Statement(lambda _: _worded_before())
_DROP_BODY = Statement(lambda _: delete(tables.bodies).where(_body.message_id == bindparam("message_id")))


def add(session: Session, message: Message) -> None:
    """Insert a message with its body, if it has one. Raises Conflict for a known id or a taken seq."""
    _ROWS.add(session, message)
    if message.body is not None:
        session.run(_ADD_BODY, _words_of(message.id, message.body))
        searching.store_text(session, message, message.body)


def add_all(session: Session, added: Sequence[Message]) -> None:
    """Insert many messages with their bodies. Raises as `add` does."""
    _ROWS.add_all(session, added)
    worded = [(message, message.body) for message in added if message.body is not None]
    session.run_all(_ADD_BODY, [_words_of(message.id, body) for message, body in worded])
    searching.store_texts(session, worded)


def rewrite(session: Session, message: Message) -> None:
    """Replace a message's row; without a body its words are destroyed. Bodies themselves never change."""
    _ROWS.save(session, message)
    if message.body is None:
        session.run(_DROP_BODY, {"message_id": message.id})
        searching.drop_text(session, message)


def one(session: Session, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
    row = session.first(_ONE, {"merchant_id": merchant_id, "id": message_id})
    return None if row is None else _with_words(row)


def among(session: Session, listed: Values) -> tuple[Message, ...]:
    """Return the texts that are listed, see `ahead.listing`."""
    return tuple([_with_words(row) for row in session.all(AMONG, listed)])


def of_conversation(
    session: Session, merchant_id: MerchantId, conversation_id: ConversationId, after_seq: int
) -> tuple[Message, ...]:
    return _all_after(session, _IN_ORDER, merchant_id, conversation_id, after_seq)


def between(
    session: Session, merchant_id: MerchantId, conversation_id: ConversationId, after_seq: int, through_seq: int
) -> tuple[Message, ...]:
    """Return a stretch of a conversation's messages."""
    place: Values = {"after_seq": after_seq, "through_seq": through_seq}
    values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id, **place}
    return tuple([_with_words(row) for row in session.all(_BETWEEN, values)])


def transcript(
    session: Session, merchant_id: MerchantId, conversation_id: ConversationId, after_seq: int
) -> tuple[Message, ...]:
    """Return a conversation's messages without their verdicts."""
    return _all_after(session, _TRANSCRIPT, merchant_id, conversation_id, after_seq)


def _all_after(
    session: Session, statement: Statement, merchant_id: MerchantId, conversation_id: ConversationId, after_seq: int
) -> tuple[Message, ...]:
    values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id, "after_seq": after_seq}
    return tuple([_with_words(row) for row in session.all(statement, values)])


def newest(session: Session, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None:
    row = session.first(_NEWEST, {"merchant_id": merchant_id, "conversation_id": conversation_id})
    return None if row is None else _with_words(row)


def sent_since(session: Session, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
    """Return texts to the number, from `since` on, that left or may yet leave."""
    values: Values = {"merchant_id": merchant_id, "phone": phone, "since": to_milliseconds(since)}
    return tuple([_with_words(row) for row in session.all(_SENT_SINCE, values)])


def worded_before(session: Session, values: Values) -> tuple[Message, ...]:
    """Return messages that still have their words and are older than ``before``, by id."""
    return tuple([_with_words(row) for row in session.all(_WORDED_BEFORE, values)])


def _with_words(row: Sequence[Any]) -> Message:
    composed, before, after, salt = row[-_WORDS:]
    body = None if composed is None else Body(composed, before, after, salt)
    return _ROWS.codec.decode(row[:-_WORDS], body)


def _words_of(message_id: MessageId, body: Body) -> Values:
    return {
        "message_id": message_id,
        "composed": body.composed,
        "before_text": body.before,
        "after_text": body.after,
        "salt": body.salt,
    }


class SqlMessageReader:
    """Implements `conversation.message_books.MessageReader`."""

    _session: Session

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
        return one(self._session, merchant_id, message_id)

    def messages(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        return of_conversation(self._session, merchant_id, conversation_id, after_seq)

    def transcript(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        return transcript(self._session, merchant_id, conversation_id, after_seq)

    def newest_message(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None:
        return newest(self._session, merchant_id, conversation_id)

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        return sent_since(self._session, merchant_id, phone, since)


class SqlMessageBooks(SqlMessageReader):
    """Implements `conversation.message_books.MessageBooks`."""

    touched: set[ConversationId]
    written: list[Vouched]

    def add_message(self, message: Message) -> None:
        add(self._session, message)
        self.written.append(message)
        self.touched.add(message.conversation_id)
