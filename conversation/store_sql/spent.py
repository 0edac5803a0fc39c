"""What models cost, in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ColumnElement, Select, bindparam, cast, func, select

from conversation.clock import to_milliseconds
from conversation.event import Event
from conversation.ids import ConversationId, MerchantId
from conversation.spent import MicroDollars
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import words
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_event, _act = tables.events.c, tables.acts.c
_SPENT = Statement(
    lambda _: (
        select(*entities.EVENTS.columns())
        .where(
            _event.kind.in_(words("turn.spent")),
            _event.merchant_id == bindparam("merchant_id"),
            _event.at >= bindparam("since"),
        )
        .order_by(_event.at.desc(), _event.id.desc())
    )
)


def _micros(dialect: str, details: Column[str]) -> ColumnElement[int]:
    if dialect == "sqlite":
        cell = func.json_extract(details, "$.micros")
    else:
        cell = func.json_extract_path_text(cast(details, JSON), "micros")
    return func.coalesce(func.sum(cast(cell, BigInteger)), 0)


def _of_turns(dialect: str) -> Select[Any]:
    of_merchant = (_event.kind.in_(words("turn.spent")), _event.merchant_id == bindparam("merchant_id"))
    return select(_micros(dialect, _event.details)).where(*of_merchant)


def _of_drafts(dialect: str) -> Select[Any]:
    of_merchant = (_act.kind.in_(words("campaign.drafted")), _act.merchant_id == bindparam("merchant_id"))
    return select(_micros(dialect, _act.details)).where(*of_merchant)


def _since(dialect: str) -> Select[Any]:
    turns = _of_turns(dialect).where(_event.at >= bindparam("since"))
    drafts = _of_drafts(dialect).where(_act.at >= bindparam("since"))
    return select(turns.scalar_subquery() + drafts.scalar_subquery())


def _in_talk(dialect: str) -> Select[Any]:
    return _of_turns(dialect).where(_event.conversation_id == bindparam("conversation_id"))


_SINCE, _IN_TALK = Statement(_since), Statement(_in_talk)


class SqlSpentReader:
    """Implements `conversation.spent_books.SpentReader`."""

    _session: Session

    def spent_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        values: Values = {"merchant_id": merchant_id, "since": to_milliseconds(since)}
        return entities.EVENTS.all(self._session, _SPENT, values)

    def spent_since(self, merchant_id: MerchantId, since: datetime) -> MicroDollars:
        return self._sum(_SINCE, {"merchant_id": merchant_id, "since": to_milliseconds(since)})

    def spent_in_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> MicroDollars:
        return self._sum(_IN_TALK, {"merchant_id": merchant_id, "conversation_id": conversation_id})

    def _sum(self, statement: Statement, values: Values) -> MicroDollars:
        row = self._session.first(statement, values)
        return int(row[0]) if row is not None else 0
