"""Claiming: a queued text is taken under its conversation's lock, and decided on again if its verdict has run out."""

from dataclasses import dataclass
from datetime import datetime

from channels.departing import Departing, departing_with
from compliance.gate import review_row
from compliance.rulebook import Rulebook
from conversation.ledger import Books
from conversation.outbox import OutboxRow
from conversation.sending import Claim, Claimed, Gone, Overdue, cancel, claim, hold_back, renew_verdict
from conversation.verdict import Allow, Defer, Refuse


@dataclass(frozen=True, slots=True)
class Claiming:
    """Takes texts for `worker` as of `now`, in one transaction."""

    books: Books
    rulebook: Rulebook
    worker: str
    now: datetime

    def take(self, row: OutboxRow) -> Departing | None:
        """Take one text; None where it is not to be sent now."""
        outcome = self._claim(row)
        if isinstance(outcome, Overdue):
            outcome = self._decide_again(outcome.row)
        return departing_with(self.books, outcome) if isinstance(outcome, Claimed) else None

    def _claim(self, row: OutboxRow) -> Claim:
        return claim(self.books, row.merchant_id, row.message_id, self.worker, self.now)

    def _decide_again(self, row: OutboxRow) -> Claim:
        verdict = review_row(self.books, row, self.rulebook, self.now)
        match verdict:
            case Allow():
                renew_verdict(self.books, row, verdict, self.now)
                return self._claim(row)
            case Defer(at=at):
                hold_back(self.books, row, at, self.now)
                return Gone(f"held back until {at.isoformat()}")
            case Refuse(why=why):
                cancel(self.books, row, f"decided again: {why}", self.now)
                return Gone(why)
