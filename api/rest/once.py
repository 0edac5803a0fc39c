"""A person's reply with an Idempotency-Key: a repeat sends nothing and is told what became of the first."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from api.rest.departing import allowed_out, waiting_out
from api.rest.models import DepartureOut
from compliance.exit import Deferred, Departure, Queued, Refused
from compliance.redaction import redact
from compliance.rulebook import Rulebook
from conversation.errors import Conflict
from conversation.event import Event, EventKind
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Books
from conversation.user import User


@dataclass(frozen=True, slots=True)
class Once:
    """One key of one person in one conversation. An empty key remembers nothing."""

    books: Books
    rulebook: Rulebook
    merchant_id: MerchantId
    conversation_id: ConversationId
    user: User
    key: str
    body: str

    def earlier(self, now: datetime) -> DepartureOut | None:
        """Return what became of the first reply with this key; None for a first. Raises Conflict for another text."""
        if not self.key or self.books.first_sight(f"reply:{self.conversation_id}:{self.user.id}", self.key, now):
            return None
        taken = self._event()
        if taken is None or taken.details.get("digest") != self._digest():
            raise Conflict(f"Idempotency-Key {self.key!r} was used for another text; use a new key for each text")
        return self._shown(taken)

    def remember(self, departed: Departure, now: datetime) -> None:
        """Record under the key, in the reply's own transaction, which row holds its outcome."""
        if not self.key:
            return
        with hold(self.books, self.merchant_id, self.conversation_id, now) as held:
            held.record(
                EventKind.REPLY_TAKEN, self.user.id, key=self.key, digest=self._digest(), **_reference(departed)
            )

    def _event(self) -> Event | None:
        """Find the reply taken under the key. One that retention has stripped no longer has a key."""
        events = self.books.events(self.merchant_id, self.conversation_id)
        mine = (row for row in events if row.kind is EventKind.REPLY_TAKEN and row.actor == self.user.id)
        return next((row for row in mine if row.details.get("key") == self.key), None)

    def _shown(self, taken: Event) -> DepartureOut:
        details = taken.details
        if details["outcome"] == "allowed":
            message = self.books.message(self.merchant_id, details["message"])
            if message is not None:
                return allowed_out(self.books, message, self.rulebook)
        for row in self.books.due_rows(self.merchant_id, self.conversation_id):
            if row.id == details.get("due"):
                return waiting_out(row, details["outcome"], overridable=details["overridable"] == "yes")
        raise Conflict(f"the text with Idempotency-Key {self.key!r} is no longer kept")

    def _digest(self) -> str:
        """Tell texts apart without their card numbers: the hash of a text around one would give it away."""
        return sha256(redact(self.body).text.encode()).hexdigest()


def _reference(departed: Departure) -> dict[str, str]:
    match departed:
        case Queued(message=message):
            return {"outcome": "allowed", "message": message.id}
        case Deferred(row=row):
            return {"outcome": "deferred", "due": row.id, "overridable": "no"}
        case Refused(row=row, verdict=verdict):
            return {"outcome": "refused", "due": row.id, "overridable": "yes" if verdict.overridable else "no"}
