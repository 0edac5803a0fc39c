"""Patience: a text of which no carrier could say whether it left is asked about again, ever more seldom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conversation.ids import MessageId
from conversation.outbox import OutboxRow

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
"""Between two questions about one text. House figures, as the first is."""


@dataclass(slots=True)
class Patience:
    """Of one process, which asks about everything once more when it begins anew."""

    _next: dict[tuple[MessageId, int], tuple[datetime, timedelta]] = field(default_factory=dict)

    def due(self, rows: Iterable[OutboxRow], now: datetime) -> list[OutboxRow]:
        """Return those of the open rows that are to be asked about now, and forget what is open no longer."""
        by_try = {(row.message_id, row.attempts): row for row in rows}
        self._next = {key: wait for key, wait in self._next.items() if key in by_try}
        return [row for key, row in by_try.items() if self._is_due(key, now)]

    def _is_due(self, key: tuple[MessageId, int], now: datetime) -> bool:
        at, wait = self._next.get(key, (now, FIRST_WAIT))
        if at > now:
            return False
        self._next[key] = now + wait, min(2 * wait, LONGEST_WAIT)
        return True
