"""Orders, touches, assignments and tags, in SQL."""

from datetime import datetime

from sqlalchemy import bindparam, select, tuple_

from conversation.assignment import Assignment
from conversation.clock import to_milliseconds
from conversation.ids import ContactId, MerchantId, MessageId
from conversation.order import Order
from conversation.store_sql import tables
from conversation.store_sql.days import SqlDayBooks
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values
from conversation.tag import TEST, Tag
from conversation.touch import Touch

ORDERS = Rows(Order, tables.orders)
TOUCHES = Rows(Touch, tables.touches)
ASSIGNMENTS = Rows(Assignment, tables.assignments)
TAGS = Rows(Tag, tables.tags)

_order = tables.orders.c
_touch = tables.touches.c
ORDERS_BETWEEN = Statement(
    lambda _: (
        select(*ORDERS.columns())
        .where(
            _order.merchant_id == bindparam("merchant_id"),
            _order.placed_at >= bindparam("since"),
            _order.placed_at < bindparam("until"),
            tuple_(_order.placed_at, _order.order_id) > tuple_(bindparam("placed_at"), bindparam("order_id")),
        )
        .order_by(_order.placed_at, _order.order_id)
        .limit(bindparam("limit"))
    )
)
TOUCHES_OF_CONTACT = Statement(
    lambda _: (
        select(*TOUCHES.columns())
        .where(
            _touch.merchant_id == bindparam("merchant_id"),
            _touch.contact_id == bindparam("contact_id"),
            _touch.at >= bindparam("since"),
        )
        .order_by(_touch.at, _touch.message_id)
    )
)


class SqlAutomationReader:
    """Implements `conversation.automation_books.AutomationReader`."""

    _session: Session

    def order(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> Order | None:
        return ORDERS.one(self._session, merchant_id=merchant_id, shop_domain=shop_domain, order_id=order_id)

    def orders_between(
        self,
        merchant_id: MerchantId,
        since: datetime,
        until: datetime,
        *,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> tuple[Order, ...]:
        values: Values = {
            "merchant_id": merchant_id,
            "since": to_milliseconds(since),
            "until": to_milliseconds(until),
            "placed_at": to_milliseconds(after[0]) if after else -1,
            "order_id": after[1] if after else "",
            "limit": limit,
        }
        return ORDERS.all(self._session, ORDERS_BETWEEN, values)

    def orders_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Order, ...]:
        order = ("placed_at", "order_id")
        return ORDERS.many(self._session, order, merchant_id=merchant_id, contact_id=contact_id)

    def touch(self, merchant_id: MerchantId, message_id: MessageId) -> Touch | None:
        return TOUCHES.one(self._session, message_id=message_id, merchant_id=merchant_id)

    def touches_of_contact(self, merchant_id: MerchantId, contact_id: ContactId, since: datetime) -> tuple[Touch, ...]:
        values: Values = {"merchant_id": merchant_id, "contact_id": contact_id, "since": to_milliseconds(since)}
        return TOUCHES.all(self._session, TOUCHES_OF_CONTACT, values)

    def assignment(self, merchant_id: MerchantId, experiment_id: str, contact_id: ContactId) -> Assignment | None:
        return ASSIGNMENTS.one(
            self._session, merchant_id=merchant_id, experiment_id=experiment_id, contact_id=contact_id
        )

    def tags_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Tag, ...]:
        return TAGS.many(self._session, ("word",), merchant_id=merchant_id, contact_id=contact_id)


class SqlAutomationBooks(SqlAutomationReader, SqlDayBooks):
    """Implements `conversation.automation_books.AutomationBooks`."""

    def save_order(self, order: Order) -> None:
        ORDERS.save(self._session, order)
        self.reopen_around(order.merchant_id, order.placed_at)

    def add_touch(self, touch: Touch) -> None:
        TOUCHES.add(self._session, touch)

    def assign(self, assignment: Assignment) -> Assignment:
        if ASSIGNMENTS.add_once(self._session, assignment):
            return assignment
        known = self.assignment(assignment.merchant_id, assignment.experiment_id, assignment.contact_id)
        return known or assignment

    def add_tag(self, tag: Tag) -> bool:
        is_new = TAGS.add_once(self._session, tag)
        if is_new and tag.word == TEST:
            self.reopen_all(tag.merchant_id)
        return is_new

    def drop_tag(self, merchant_id: MerchantId, contact_id: ContactId, word: str) -> None:
        TAGS.drop(self._session, merchant_id=merchant_id, contact_id=contact_id, word=word)
        if word == TEST:
            self.reopen_all(merchant_id)
