"""Filtered texts and daily allowances, in SQL."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from conversation.clock import to_milliseconds
from conversation.errors import Conflict
from conversation.filtered import FilteredText
from conversation.ids import ContactId, MerchantId, SenderId
from conversation.sending_day import SendingDay
from conversation.store_sql import tables
from conversation.store_sql.rows import Lock, Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values
from conversation.template import Template, TemplateKind

FILTERED = Rows(FilteredText, tables.filtered_texts)
DAYS = Rows(SendingDay, tables.sending_days)

_filtered = tables.filtered_texts.c
_touch = tables.touches.c
_message = tables.messages.c
_row = tables.outbox.c
_talk = tables.conversations.c
FILTERED_SINCE = Statement(
    lambda _: (
        select(*FILTERED.columns())
        .where(
            _filtered.merchant_id == bindparam("merchant_id"),
            _filtered.template == bindparam("template"),
            _filtered.at >= bindparam("since"),
        )
        .order_by(_filtered.at, _filtered.message_id)
    )
)
LAST_NUMBER = Statement(
    lambda _: (
        select(_talk.sender_id)
        .where(_talk.merchant_id == bindparam("merchant_id"), _talk.contact_id == bindparam("contact_id"))
        .order_by(_talk.updated_at.desc(), _talk.id.desc())
        .limit(1)
    )
)
TOUCHED_SINCE = Statement(
    lambda _: select(func.count()).where(
        _touch.merchant_id == bindparam("merchant_id"),
        _touch.automation_id == bindparam("ref"),
        _touch.step == bindparam("step"),
        _touch.at >= bindparam("since"),
    )
)
PROMPTED_SINCE = Statement(
    lambda _: (
        select(func.count())
        .select_from(tables.outbox.join(tables.messages, _message.id == _row.message_id))
        .where(
            _row.merchant_id == bindparam("merchant_id"),
            _row.queued_at >= bindparam("since"),
            _message.prompt_hash == bindparam("ref"),
        )
    )
)


class SqlDeliveryReader:
    """Implements `conversation.delivery_books.DeliveryReader`."""

    _session: Session

    def filtered_texts(self, merchant_id: MerchantId, template: str, since: datetime) -> tuple[FilteredText, ...]:
        values: Values = {"merchant_id": merchant_id, "template": template, "since": to_milliseconds(since)}
        return FILTERED.all(self._session, FILTERED_SINCE, values)

    def count_texts_of(self, merchant_id: MerchantId, template: Template, since: datetime) -> int:
        values: Values = {"merchant_id": merchant_id, "ref": template.ref, "since": to_milliseconds(since)}
        if template.kind is TemplateKind.PACK:
            found = self._session.first(PROMPTED_SINCE, values)
        else:
            found = self._session.first(TOUCHED_SINCE, {**values, "step": template.step})
        return int(found[0]) if found else 0

    def last_number(self, merchant_id: MerchantId, contact_id: ContactId) -> SenderId | None:
        found = self._session.first(LAST_NUMBER, {"merchant_id": merchant_id, "contact_id": contact_id})
        return str(found[0]) if found else None

    def sending_day(self, subject: str, day: str) -> SendingDay | None:
        return DAYS.one(self._session, subject=subject, day=day)


class SqlDeliveryBooks(SqlDeliveryReader):
    """Implements `conversation.delivery_books.DeliveryBooks`."""

    def add_filtered_text(self, text: FilteredText) -> bool:
        return FILTERED.add_once(self._session, text)

    def lock_sending_day(self, subject: str, day: str, merchant_id: MerchantId) -> SendingDay:
        DAYS.add_once(self._session, SendingDay(subject, day, merchant_id, 0))
        found = DAYS.one(self._session, lock=Lock.ALONE, subject=subject, day=day)
        if found is None:
            raise Conflict(f"the day {day} of {subject} is gone")
        return found

    def save_sending_day(self, day: SendingDay) -> None:
        DAYS.save(self._session, day)
