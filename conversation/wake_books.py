"""The part of the ledger's port that holds what is due: rows that wait for their time, and turns."""

from datetime import datetime
from typing import Protocol

from conversation.due import DueRow
from conversation.ids import ConversationId, MerchantId
from conversation.wake import Lease, Wake
from conversation.work import Work


class WakeReader(Protocol):
    """Looks rows up."""

    def due_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[DueRow, ...]:
        """Every due row, waiting or not, soonest first."""
        ...

    def due_row(self, merchant_id: MerchantId, due_id: str) -> DueRow | None: ...
    def wake_of(self, conversation_id: ConversationId) -> Wake | None: ...

    def work_at(self, now: datetime) -> frozenset[Work]:
        """Tell what there is to do: of which kind `claim_wakes`, `queued_rows` or `due_photos` would find some."""
        ...


class WakeBooks(WakeReader, Protocol):
    """The rows inside one transaction."""

    def save_due_row(self, row: DueRow) -> None: ...

    def wake(self, merchant_id: MerchantId, conversation_id: ConversationId, at: datetime) -> None:
        """Make the conversation's next turn due at `at`, or sooner where it already was."""
        ...

    def save_wake(self, wake: Wake) -> None: ...

    def claim_wakes(self, now: datetime, limit: int, until: datetime) -> tuple[Lease, ...]:
        """Lease up to `limit` conversations that are due and not leased; each gets its own token.

        Skips rows that another transaction holds. Leaves `due_at` as it was, so that a crash loses nothing.
        """
        ...
