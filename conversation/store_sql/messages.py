"""Messages and their bodies: the row never changes, the words can be erased."""

from typing import Any

from sqlalchemy import Select, bindparam, insert, select

from conversation.errors import Conflict
from conversation.message import Body, Direction, Message
from conversation.outbox import OutboxState
from conversation.store_sql import tables
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session

_ROWS = Rows(Message, tables.messages, apart=frozenset({"body"}))
_WIDTH = len(_ROWS.codec.names)
_BODY = (tables.bodies.c.composed, tables.bodies.c.before_text, tables.bodies.c.after_text)
_ADD_BODY = insert(tables.bodies)


def _joined() -> Select[Any]:
    both = tables.messages.outerjoin(tables.bodies, tables.messages.c.id == tables.bodies.c.message_id)
    return select(*_ROWS.columns(), *_BODY).select_from(both)


_messages = tables.messages.c
_ONE = _joined().where(_messages.id == bindparam("id"), _messages.merchant_id == bindparam("merchant_id"))
_TALK = _joined().where(
    _messages.conversation_id == bindparam("conversation_id"), _messages.seq > bindparam("after_seq")
)
_IN_ORDER = _TALK.order_by(_messages.seq)
_NEWEST = _TALK.order_by(_messages.seq.desc()).limit(1)
_SENT_SINCE = (
    _joined()
    .join(tables.outbox, tables.outbox.c.message_id == _messages.id)
    .where(
        tables.outbox.c.to == bindparam("phone"),
        tables.outbox.c.merchant_id == bindparam("merchant_id"),
        tables.outbox.c.state != OutboxState.CANCELLED.value,
        tables.outbox.c.state != OutboxState.FAILED.value,
        tables.outbox.c.queued_at >= bindparam("since"),
        _messages.created_at >= bindparam("since"),
        _messages.direction == Direction.OUT.value,
    )
    .order_by(_messages.created_at, _messages.seq)
)


def add(session: Session, message: Message) -> None:
    """Insert a message with its body. Raises Conflict for a known id or a taken seq."""
    _ROWS.add(session, message)
    if message.body is None:
        raise Conflict("a message is written with its words")
    cells = {
        "message_id": message.id,
        "composed": message.body.composed,
        "before_text": message.body.before,
        "after_text": message.body.after,
    }
    session.execute(_ADD_BODY, cells)


def one(session: Session, merchant_id: str, message_id: str) -> Message | None:
    row = session.execute(_ONE, {"id": message_id, "merchant_id": merchant_id}).first()
    return None if row is None else _message(row)


def of_conversation(session: Session, conversation_id: str, after_seq: int) -> tuple[Message, ...]:
    rows = session.execute(_IN_ORDER, {"conversation_id": conversation_id, "after_seq": after_seq})
    return tuple(_message(row) for row in rows)


def newest(session: Session, conversation_id: str) -> Message | None:
    row = session.execute(_NEWEST, {"conversation_id": conversation_id, "after_seq": 0}).first()
    return None if row is None else _message(row)


def sent_since(session: Session, merchant_id: str, phone: str, since: int) -> tuple[Message, ...]:
    """Return texts to the number, from `since` (epoch ms) on, that left or may yet leave."""
    rows = session.execute(_SENT_SINCE, {"merchant_id": merchant_id, "phone": phone, "since": since})
    return tuple(_message(row) for row in rows)


def _message(row: Any) -> Message:
    composed, before, after = row[_WIDTH:]
    body = None if composed is None else Body(composed, before, after)
    return _ROWS.codec.decode(row, body=body)
