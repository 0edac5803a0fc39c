"""The part of the ledger's port that automation and its figures rest on: orders, touches, assignments and tags."""

from datetime import datetime
from typing import Protocol

from conversation.assignment import Assignment
from conversation.ids import ContactId, MerchantId, MessageId
from conversation.order import Order
from conversation.tag import Tag
from conversation.touch import Touch


class AutomationReader(Protocol):
    """Looks rows up."""

    def order(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> Order | None: ...

    def orders_between(
        self,
        merchant_id: MerchantId,
        since: datetime,
        until: datetime,
        *,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> tuple[Order, ...]:
        """Those placed at or after `since` and before `until`, by `placed_at` and id, after the cursor `after`."""
        ...

    def orders_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Order, ...]:
        """Every order of the contact, oldest first."""
        ...

    def touch(self, merchant_id: MerchantId, message_id: MessageId) -> Touch | None: ...

    def touches_of_contact(self, merchant_id: MerchantId, contact_id: ContactId, since: datetime) -> tuple[Touch, ...]:
        """Those at or after `since`, oldest first."""
        ...

    def assignment(self, merchant_id: MerchantId, experiment_id: str, contact_id: ContactId) -> Assignment | None: ...

    def tags_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Tag, ...]:
        """The contact's tags, by their words."""
        ...


class AutomationBooks(AutomationReader, Protocol):
    """The rows inside one transaction."""

    def save_order(self, order: Order) -> None: ...
    def add_touch(self, touch: Touch) -> None: ...

    def assign(self, assignment: Assignment) -> Assignment:
        """Return the contact's arm: this one, or the one they fell into before."""
        ...

    def add_tag(self, tag: Tag) -> bool:
        """File the contact under the tag; False where they are already."""
        ...

    def drop_tag(self, merchant_id: MerchantId, contact_id: ContactId, word: str) -> None: ...
