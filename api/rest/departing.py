"""What became of a person's reply, as the API shows it."""

from api.rest.models import DepartureOut
from api.rest.presenting import Presenter
from compliance.exit import Deferred, Departure, Queued, Refused
from compliance.rulebook import Rulebook
from conversation.due import DueRow
from conversation.ledger import Reader
from conversation.message import Message


def departure_out(books: Reader, departed: Departure, rulebook: Rulebook) -> DepartureOut:
    """Present a departure."""
    match departed:
        case Queued(message=message):
            return allowed_out(books, message, rulebook)
        case Deferred(row=row):
            return waiting_out(row, "deferred")
        case Refused(row=row, verdict=verdict):
            return waiting_out(row, "refused", overridable=verdict.overridable)


def allowed_out(books: Reader, message: Message, rulebook: Rulebook) -> DepartureOut:
    """Present a text that went to the outbox, as it stands now."""
    row = books.outbox_row(message.merchant_id, message.id)
    shown = Presenter(books, message.merchant_id, rulebook).message(message, row)
    return DepartureOut(outcome="allowed", conversation=message.conversation_id, message=shown)


def waiting_out(row: DueRow, outcome: str, *, overridable: bool = False) -> DepartureOut:
    """Present a draft that did not leave at once: deferred or refused."""
    note = row.verdict
    return DepartureOut(
        outcome=outcome,
        conversation=row.conversation_id,
        until=row.due_at if outcome == "deferred" else None,
        rule=note.rule if note else None,
        why=note.why if note else None,
        overridable=overridable,
    )
