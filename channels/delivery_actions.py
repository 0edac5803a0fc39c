"""What follows when a carrier refuses a text or cannot deliver it: every action of the table of errors, in one place.

All of it happens in the transaction that writes the failure down.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.carrier import StatusUpdate
from channels.delivery_errors import DeliveryError, ErrorAction, ErrorKind, explain, means_opted_out
from channels.sender_office import SenderOffice
from channels.status import CarrierStatus
from compliance.filtering import note_filtered
from compliance.rulebook import Rulebook
from conversation.acts import Doer
from conversation.alert import AlertCause, AlertKind
from conversation.consent import SuppressionReason
from conversation.delivery import DeliveryReport, note_delivery
from conversation.ids import MessageId, new_id
from conversation.ledger import Books
from conversation.outbox import OutboxRow, OutboxState
from conversation.reachability import mark_reachable, mark_unreachable
from conversation.retrying import queue_again
from conversation.sender import Registration
from conversation.sending import requeue, settle
from conversation.suppression import suppress

MOST_ATTEMPTS = 6
FIRST_RETRY = timedelta(seconds=2)
"""After a refusal; it doubles with each further one."""
FIRST_CONGESTED = timedelta(seconds=30)
"""After a text was lost to a queue that was full; it doubles too."""
AWAY = (timedelta(minutes=10), timedelta(hours=1))
"""After which a phone that was away is tried again, and again."""
ONCE = (timedelta(minutes=1),)
"""After which a text is tried again whose failure nobody explains. All of these are house figures."""
SYSTEM = "system"
NUMBER_RULE = "number.unreachable"


@dataclass(frozen=True, slots=True)
class DeliveryActions:
    """Acts on what `carrier` answered about texts, in one transaction."""

    books: Books
    carrier: str
    rulebook: Rulebook
    now: datetime

    def refused(self, row: OutboxRow, code: str, *, permanent: bool) -> None:
        """The carrier refused a claimed text: it has not left."""
        self.books.lock_contact(row.merchant_id, row.to)
        error = explain(code, self.carrier)
        wait = _wait(error, row.attempts, FIRST_RETRY)
        if wait is None and not permanent and row.attempts + 1 < MOST_ATTEMPTS:
            wait = FIRST_RETRY * 2**row.attempts
        if wait is not None and self.now + wait < row.expires_at:
            requeue(self.books, row, self.now + wait, self.now)
            if error.action not in RETRIES and not _is_unlisted(error):
                self._act(row, error)
            return
        settle(self.books, row, OutboxState.FAILED, self.now, error_code=code)
        self._act(row, error)

    def heard(self, update: StatusUpdate, message_id: MessageId | None, attempt: int) -> bool:
        """Write the carrier's word on a text of ours, and do what follows from it; False where it is not one.

        `attempt` counts the tries before the one that it is about.
        """
        report = DeliveryReport(
            message_id,
            update.provider_id,
            update.status.value,
            update.status in FAILURES,
            update.error_code,
            arrived=update.status in ARRIVALS,
            attempt=attempt,
        )
        noted = note_delivery(self.books, report, _rank, self.now)
        if noted is None:
            return False
        if update.error_code is not None and means_opted_out(update.error_code, self.carrier):
            self.opted_out(noted.row, update.error_code)
        elif noted.is_news and report.failed:
            self.failed(noted.row, update.error_code)
        elif noted.is_news and report.arrived:
            self._arrived(noted.row)
        return True

    def failed(self, row: OutboxRow, code: str | None) -> None:
        """A text that the carrier had taken did not arrive."""
        if not code:
            return
        error = explain(code, self.carrier)
        wait = _wait(error, row.attempts, FIRST_CONGESTED)
        is_again = wait is not None and queue_again(self.books, row, self.now + wait, self.now)
        if wait is None or (not is_again and error.action is ErrorAction.RETRY_TWICE):
            self._act(row, error)

    def opted_out(self, row: OutboxRow, code: str) -> None:
        """Suppress whoever told the carrier to stop, however late and of whichever try it tells."""
        evidence = f"carrier error {code}"
        reason = SuppressionReason.CARRIER
        suppress(self.books, row.merchant_id, row.to, reason, evidence, self.now, row.message_id)

    def _arrived(self, row: OutboxRow) -> None:
        """A text arrived: whatever was said of the number, it takes texts."""
        known = self.books.contact_by_phone(row.merchant_id, row.to)
        if known is None or known.unreachable_since is None:
            return
        self.books.lock_contact(row.merchant_id, row.to)
        contact = self.books.contact_by_phone(row.merchant_id, row.to)
        if contact is not None:
            mark_reachable(self.books, contact)

    def _act(self, row: OutboxRow, error: DeliveryError) -> None:
        if error.kind is ErrorKind.FILTERED:
            self._filtered(row, error)
        match error.action:
            case ErrorAction.SUPPRESS:
                self.opted_out(row, error.code)
            case ErrorAction.MARK_NUMBER:
                self._leave_alone(row, error, None)
            case ErrorAction.RETRY_TWICE:
                self._leave_alone(row, error, self._pause())
            case ErrorAction.REVIEW:
                self._leave_alone(row, error, self._pause())
                self._tell(row, AlertKind.UNDELIVERED, row.conversation_id)
            case ErrorAction.ALERT | ErrorAction.RETRY:
                self._tell(row, AlertKind.UNDELIVERED, row.sender_id)
            case ErrorAction.STOP_SENDER:
                self._stop(row, error)
            case ErrorAction.RETRY_ONCE:
                return

    def _leave_alone(self, row: OutboxRow, error: DeliveryError, until: datetime | None) -> None:
        why = f"{self.carrier} {error.code}: {error.meaning}"
        mark_unreachable(self.books, row.merchant_id, row.to, why, until, self.now)

    def _pause(self) -> datetime:
        return self.now + timedelta(hours=self.rulebook.rule(NUMBER_RULE).number("pause_hours"))

    def _stop(self, row: OutboxRow, error: DeliveryError) -> None:
        sender = self.books.lock_sender(row.merchant_id, row.sender_id)
        if sender is None or sender.registration is not Registration.VERIFIED:
            return
        office = SenderOffice(self.books, Doer(SYSTEM), self.now)
        office.suspend(row.merchant_id, sender.id, error.meaning, error.code)
        self._tell(row, AlertKind.NUMBER_STOPPED, row.sender_id)

    def _filtered(self, row: OutboxRow, error: DeliveryError) -> None:
        message = self.books.message(row.merchant_id, row.message_id)
        halt = note_filtered(self.books, message, error.code, self.rulebook, self.now) if message else None
        if halt is not None:
            self._tell(row, AlertKind.TEMPLATE_STOPPED, halt.id)

    def _tell(self, row: OutboxRow, kind: AlertKind, about: str) -> None:
        """Tell once an hour, by the clock, of one kind about one number, conversation or template."""
        if not self.books.first_sight(f"alert:{kind.value}", f"{about} {self.now:%Y-%m-%dT%H}", self.now):
            return
        cause = AlertCause(new_id("alc", self.now), row.merchant_id, row.conversation_id, kind, self.now, self.now)
        self.books.save_alert_cause(cause)


FAILURES = frozenset({CarrierStatus.FAILED, CarrierStatus.UNDELIVERED, CarrierStatus.CANCELED})
ARRIVALS = frozenset({CarrierStatus.DELIVERED, CarrierStatus.READ})
RETRIES = frozenset({ErrorAction.RETRY, ErrorAction.RETRY_ONCE, ErrorAction.RETRY_TWICE})


def _wait(error: DeliveryError, attempts: int, first: timedelta) -> timedelta | None:
    """Return how long to wait before the next try; None where there is none."""
    match error.action:
        case ErrorAction.RETRY:
            return first * 2**attempts if attempts + 1 < MOST_ATTEMPTS else None
        case ErrorAction.RETRY_TWICE:
            return AWAY[attempts] if attempts < len(AWAY) else None
        case ErrorAction.RETRY_ONCE:
            return ONCE[attempts] if attempts < len(ONCE) else None
        case _:
            return None


def _rank(word: str) -> int:
    return CarrierStatus.read_word(word).rank


def _is_unlisted(error: DeliveryError) -> bool:
    """An answer that nobody explains may be a server's passing trouble: it is told of once it is given up."""
    return error.kind is ErrorKind.UNKNOWN
