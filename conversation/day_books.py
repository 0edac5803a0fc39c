"""The part of the ledger's port that keeps each day's figures, and which days must be counted again."""

from datetime import datetime
from typing import Protocol

from conversation.day_figures import CountedDay, DayFigures, Reopening
from conversation.ids import MerchantId


class DayReader(Protocol):
    """Looks rows up."""

    def day_figures(self, merchant_id: MerchantId, first: str, last: str) -> tuple[DayFigures, ...]:
        """The days from `first` to `last` (ISO, both included) that were counted, in their order."""
        ...

    def counted_days(self, merchant_id: MerchantId) -> tuple[CountedDay, ...]:
        """Every day that was counted, in their order."""
        ...

    def reopenings(self, merchant_id: MerchantId, limit: int) -> tuple[Reopening, ...]:
        """What says that days must be counted again. Orders, credits, clicks and the tag of tests leave such rows."""
        ...

    def first_figure_at(self, merchant_id: MerchantId) -> datetime | None:
        """When the merchant's first text was written or first order placed; None where there is neither."""
        ...


class DayBooks(DayReader, Protocol):
    """The rows inside one transaction."""

    def save_day_figures(self, figures: DayFigures) -> bool:
        """Keep a day's figures unless those that are kept were counted later: False."""
        ...

    def reopen_around(self, merchant_id: MerchantId, at: datetime) -> None:
        """Have the day of `at` counted again, and those before it whose experiments look that far."""
        ...

    def reopen_all(self, merchant_id: MerchantId) -> None:
        """Have every day counted again."""
        ...

    def drop_reopenings(self, merchant_id: MerchantId, ids: tuple[str, ...]) -> None: ...
