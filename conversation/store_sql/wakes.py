"""What is due, in SQL."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, or_, select

from conversation.clock import to_milliseconds
from conversation.due import DueRow
from conversation.ids import ConversationId, MerchantId, new_id
from conversation.store_sql import entities, finding, outbox, photos, tables
from conversation.store_sql.dialect import AnyInsert, insert_into
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values
from conversation.wake import Lease, Wake
from conversation.work import Work


def _wake_sooner(dialect: str) -> AnyInsert:
    fresh, due = insert_into(tables.wakes, dialect), tables.wakes.c.due_at
    return fresh.on_conflict_do_update(
        index_elements=[tables.wakes.c.conversation_id],
        set_={"due_at": fresh.excluded.due_at},
        where=or_(due.is_(None), due > fresh.excluded.due_at),
    )


WAKE_SOONER = Statement(_wake_sooner)
WAITING = {Work.TURN: finding.DUE_WAKES, Work.TEXT: outbox.QUEUED_ROWS, Work.PHOTO: photos.DUE_PHOTOS}
ARE_WAITING = Statement(
    lambda _: select(*[exists(rows.clause) for rows in WAITING.values()])  # type: ignore[arg-type]  # they are selects
)


class SqlWakeReader:
    """Implements `conversation.wake_books.WakeReader`."""

    _session: Session

    def due_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[DueRow, ...]:
        return entities.DUE.many(
            self._session, ("due_at", "id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def due_row(self, merchant_id: MerchantId, due_id: str) -> DueRow | None:
        return entities.DUE.one(self._session, id=due_id, merchant_id=merchant_id)

    def wake_of(self, conversation_id: ConversationId) -> Wake | None:
        return entities.WAKES.one(self._session, conversation_id=conversation_id)

    def work_at(self, now: datetime) -> frozenset[Work]:
        (found,) = self._session.all(ARE_WAITING, {"now": to_milliseconds(now), "limit": 1})
        return frozenset(kind for kind, is_waiting in zip(WAITING, found, strict=True) if is_waiting)


class SqlWakeBooks(SqlWakeReader):
    """Implements `conversation.wake_books.WakeBooks`."""

    touched: set[ConversationId]
    _wakes: dict[ConversationId, Wake]

    def save_due_row(self, row: DueRow) -> None:
        entities.DUE.save(self._session, row)
        self.touched.add(row.conversation_id)

    def wake(self, merchant_id: MerchantId, conversation_id: ConversationId, at: datetime) -> None:
        row = entities.WAKES.codec.encode(Wake(conversation_id, merchant_id, at))
        self._wakes.pop(conversation_id, None)
        self._session.run(WAKE_SOONER, row)
        self.touched.add(conversation_id)

    def wake_of(self, conversation_id: ConversationId) -> Wake | None:
        """Lock what is read: a heartbeat that saved an older row would undo another worker's claim.

        What this transaction has locked is as it was read, and is not read again.
        """
        locked = self._wakes.get(conversation_id)
        if locked is not None:
            return locked
        wake = entities.WAKES.one(self._session, lock=Lock.ALONE, conversation_id=conversation_id)
        if wake is not None:
            self._wakes[conversation_id] = wake
        return wake

    def save_wake(self, wake: Wake) -> None:
        stored = self._wakes.pop(wake.conversation_id, None)
        if stored is None:
            entities.WAKES.save(self._session, wake)
        else:
            entities.WAKES.change(self._session, stored, wake)
        self.touched.add(wake.conversation_id)

    def claim_wakes(self, now: datetime, limit: int, until: datetime) -> tuple[Lease, ...]:
        values: Values = {"now": to_milliseconds(now), "limit": limit}
        free = entities.WAKES.all(self._session, finding.FREE_WAKES, values)
        return tuple(self._lease(wake, now, until) for wake in free)

    def _lease(self, wake: Wake, now: datetime, until: datetime) -> Lease:
        token = new_id("lse", now)
        leased = replace(wake, lease_token=token, lease_until=until, attempts=wake.attempts + 1)
        entities.WAKES.change(self._session, wake, leased)
        self._wakes[wake.conversation_id] = leased
        return Lease(wake.conversation_id, wake.merchant_id, token, until, leased.attempts)
