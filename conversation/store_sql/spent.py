"""What turns cost, in SQL."""

from datetime import datetime

from sqlalchemy import bindparam, select

from conversation.clock import to_milliseconds
from conversation.event import Event
from conversation.ids import MerchantId
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import words
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_event = tables.events.c
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


class SqlSpentReader:
    """Implements `conversation.spent_books.SpentReader`."""

    _session: Session

    def spent_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        values: Values = {"merchant_id": merchant_id, "since": to_milliseconds(since)}
        return entities.EVENTS.all(self._session, _SPENT, values)
