"""Orders, touches, assignments and tags, in memory."""

from datetime import datetime

from conversation.assignment import Assignment
from conversation.errors import Conflict
from conversation.ids import ContactId, MerchantId, MessageId
from conversation.order import Order, OrderPlace
from conversation.store_memory.days import MemoryDayBooks
from conversation.store_memory.keys import all_owned, in_order, owned
from conversation.store_memory.table import Journal, Table
from conversation.tag import TEST, Tag
from conversation.touch import Touch


class MemoryAutomationReader:
    """Implements `conversation.automation_books.AutomationReader`."""

    def __init__(self, journal: Journal) -> None:
        self._orders = Table[Order](
            journal,
            lambda row: (row.merchant_id, row.shop_domain, row.order_id),
            merchant=lambda row: row.merchant_id,
            contact=lambda row: row.contact_id,
        )
        self._touches = Table[Touch](journal, lambda row: row.message_id, contact=lambda row: row.contact_id)
        self._assignments = Table[Assignment](journal, lambda row: (row.merchant_id, row.experiment_id, row.contact_id))
        self._tags = Table[Tag](
            journal, lambda row: (row.merchant_id, row.contact_id, row.word), contact=lambda row: row.contact_id
        )

    def order(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> Order | None:
        return self._orders.get((merchant_id, shop_domain, order_id))

    def orders_between(
        self,
        merchant_id: MerchantId,
        since: datetime,
        until: datetime,
        *,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> tuple[Order, ...]:
        rows = [row for row in self._orders.of(merchant=merchant_id) if since <= row.placed_at < until]
        if after is not None:
            rows = [row for row in rows if _place(row) > after]
        return in_order(rows, _place)[:limit]

    def orders_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Order, ...]:
        return in_order(all_owned(self._orders.of(contact=contact_id), merchant_id), _place)

    def touch(self, merchant_id: MerchantId, message_id: MessageId) -> Touch | None:
        return owned(self._touches.get(message_id), merchant_id)

    def touches_of_contact(self, merchant_id: MerchantId, contact_id: ContactId, since: datetime) -> tuple[Touch, ...]:
        rows = [row for row in all_owned(self._touches.of(contact=contact_id), merchant_id) if row.at >= since]
        return in_order(rows, lambda row: (row.at, row.message_id))

    def assignment(self, merchant_id: MerchantId, experiment_id: str, contact_id: ContactId) -> Assignment | None:
        return self._assignments.get((merchant_id, experiment_id, contact_id))

    def tags_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Tag, ...]:
        return in_order(all_owned(self._tags.of(contact=contact_id), merchant_id), lambda row: row.word)


class MemoryAutomationBooks(MemoryAutomationReader, MemoryDayBooks):
    """Implements `conversation.automation_books.AutomationBooks`."""

    def save_order(self, order: Order) -> None:
        self._orders.put(order)
        self.reopen_around(order.merchant_id, order.placed_at)

    def add_touch(self, touch: Touch) -> None:
        if self._touches.get(touch.message_id) is not None:
            raise Conflict(f"message {touch.message_id} has a touch already")
        self._touches.put(touch)

    def assign(self, assignment: Assignment) -> Assignment:
        known = self.assignment(assignment.merchant_id, assignment.experiment_id, assignment.contact_id)
        if known is None:
            self._assignments.put(assignment)
        return known or assignment

    def add_tag(self, tag: Tag) -> bool:
        if self._tags.get((tag.merchant_id, tag.contact_id, tag.word)) is not None:
            return False
        self._tags.put(tag)
        if tag.word == TEST:
            self.reopen_all(tag.merchant_id)
        return True

    def drop_tag(self, merchant_id: MerchantId, contact_id: ContactId, word: str) -> None:
        self._tags.drop((merchant_id, contact_id, word))
        if word == TEST:
            self.reopen_all(merchant_id)


def _place(order: Order) -> OrderPlace:
    return order.placed_at, order.order_id
