"""The part of the ledger's port about carriers: filtered texts, daily allowances, and the number a contact knows."""

from datetime import datetime
from typing import Protocol

from conversation.filtered import FilteredText
from conversation.ids import ContactId, MerchantId, SenderId
from conversation.sending_day import SendingDay
from conversation.template import Template


class DeliveryReader(Protocol):
    """Looks rows up."""

    def filtered_texts(self, merchant_id: MerchantId, template: str, since: datetime) -> tuple[FilteredText, ...]:
        """Those of the template at or after `since`, oldest first."""
        ...

    def count_texts_of(self, merchant_id: MerchantId, template: Template, since: datetime) -> int:
        """How many texts were made from the template at or after `since`. For rare moments: it may read many rows."""
        ...

    def last_number(self, merchant_id: MerchantId, contact_id: ContactId) -> SenderId | None:
        """The number of the contact's newest conversation, closed or not; None for who has none."""
        ...

    def sending_day(self, subject: str, day: str) -> SendingDay | None: ...


class DeliveryBooks(DeliveryReader, Protocol):
    """The rows inside one transaction."""

    def add_filtered_text(self, text: FilteredText) -> bool:
        """False where the text was noted before."""
        ...

    def lock_sending_day(self, subject: str, day: str, merchant_id: MerchantId) -> SendingDay:
        """Hold the day's row until the transaction ends; a new day begins with nothing taken."""
        ...

    def save_sending_day(self, day: SendingDay) -> None: ...
