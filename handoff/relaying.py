"""Taking in what people, and machines, answer in the merchant's own inbox: by the same gate as every other text.

What a person writes there is theirs, under a takeover by them, and its evidence says that nobody saw it composed. What
a bot or a rule of the inbox writes is A2P.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from compliance.exit import Deferred, Departure, Queued, Refused, submit
from compliance.rulebook import Rulebook
from conversation import control
from conversation.bridge import Bridge, Mirror
from conversation.case import CaseOutcome
from conversation.control import return_to_ai
from conversation.conversation import Control, Conversation
from conversation.draft import Draft
from conversation.errors import Closed, NotInControl, Unknown
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import UserId
from conversation.ledger import Books
from conversation.message import Author, EvidenceGrade, Origin
from conversation.spoken import spoken
from conversation.user import User
from handoff.auto_return import why_it_stays
from handoff.brief import brief_of, summary_of
from handoff.handback import hand_back
from handoff.mirroring import INBOX
from handoff.takeover import Desk, Reply, cause_of

RESOLVED = "resolved in the merchant's own inbox"


@dataclass(frozen=True, slots=True)
class ByPerson:
    """A person wrote it there: who they are here."""

    user_id: UserId


@dataclass(frozen=True, slots=True)
class ByMachine:
    """A bot or a rule wrote it there. `name` says which; `is_canned` where the words were written beforehand."""

    name: str
    is_canned: bool


@dataclass(frozen=True, slots=True)
class InboxReply:
    """A reply as the inbox tells it. `ref` is its id there; `at` when it was written."""

    ref: str
    text: str
    writer: ByPerson | ByMachine
    at: datetime


@dataclass(frozen=True, slots=True)
class Relay:
    """One reply on its way in, inside one transaction."""

    books: Books
    rulebook: Rulebook
    bridge: Bridge
    mirror: Mirror
    now: datetime

    def take_in(self, reply: InboxReply) -> Departure | None:
        """Let the reply leave by the gate. None where it was taken in before.

        Raises NotInControl, NotAllowed, Closed, Invalid or Unknown where it cannot even be asked for: see `turn_down`.
        """
        if not self._is_first(reply.ref):
            return None
        writer = reply.writer
        if isinstance(writer, ByPerson):
            user = self.books.user(writer.user_id)
            if user is None:
                raise Unknown("person", writer.user_id)
            departure, actor = self._by_person(user, reply), user.id
        else:
            departure, actor = self._by_machine(writer, reply), INBOX
        with self._held() as held:
            held.record(EventKind.RELAYED, actor, ref=reply.ref, **_outcome(departure))
        return departure

    def turn_down(self, ref: str, why: str) -> bool:
        """Write down that a reply was not even asked for, so that its writer is told. False for a repeat."""
        if not self._is_first(ref):
            return False
        with self._held() as held:
            held.record(EventKind.RELAYED, INBOX, ref=ref, outcome="refused", why=why)
        return True

    def resolve(self) -> None:
        """Give the conversation back to the AI, or say why it stays with people. It sends nothing."""
        with self._held() as held:
            mirror = self.books.lock_mirror(held.row.merchant_id, held.row.id)
            if mirror is None or not mirror.is_open:
                return
            self.books.save_mirror(replace(mirror, is_open=False))
            if held.row.control not in (Control.HUMAN, Control.ESCALATED):
                return
            if (why := self._why_it_stays(held)) is not None:
                held.record(EventKind.STAYED_WITH_PEOPLE, INBOX, why=why, holder=held.row.holder or "")
                return
            holder = self.books.user(held.row.holder or "")
            if holder is None:
                summary = summary_of(brief_of(self.books, held.row.merchant_id, held.row.id, self.now), self.now)
                return_to_ai(held, INBOX, name="", note=RESOLVED, summary=summary, outcome=CaseOutcome.NOT_NEEDED)
                return
        hand_back(self.books, self.mirror.merchant_id, self.mirror.conversation_id, holder, self.now, RESOLVED)

    def _is_first(self, ref: str) -> bool:
        return self.books.first_sight(self.bridge.source, ref, self.now)

    def _held(self) -> AbstractContextManager[Held]:
        return hold(self.books, self.mirror.merchant_id, self.mirror.conversation_id, self.now)

    def _by_person(self, user: User, reply: InboxReply) -> Departure:
        merchant_id, talk = self.mirror.merchant_id, self.mirror.conversation_id
        control.take_over(self.books, merchant_id, talk, user, self.now, yields=self._colleague())
        words = Reply(reply.text, min(reply.at, self.now), grade=EvidenceGrade.RELAYED)
        return Desk(self.books, self.rulebook, user, self.now).reply(merchant_id, talk, words)

    def _colleague(self) -> UserId | None:
        """Return the holder, if they answer from the same inbox: there it is not Twolane that keeps people apart."""
        row = self.books.conversation(self.mirror.merchant_id, self.mirror.conversation_id)
        return row.holder if row is not None and self.bridge.seats(row.holder) else None

    def _by_machine(self, writer: ByMachine, reply: InboxReply) -> Departure:
        with self._held() as held:
            if held.row.control is Control.CLOSED:
                raise Closed("the conversation is closed")
            if held.row.control is Control.AI:
                raise NotInControl("the AI has the conversation; a second machine may not speak in it")
            words = Reply(reply.text, min(reply.at, self.now))
            return submit(held, _machine_draft(self.books, held.row, writer, words, self.now), self.rulebook)

    def _why_it_stays(self, held: Held) -> str | None:
        """Say what forbids to give it back. An inbox resolves by itself, too, and does not tell who did."""
        row = held.row
        if row.control is Control.ESCALATED:
            return why_it_stays(row, spoken(self.books, row))
        if not self.bridge.seats(row.holder):
            return "somebody has control in Twolane"
        return "a text of the shopper's is unanswered" if row.has_unhandled_text else None


def _machine_draft(books: Books, row: Conversation, writer: ByMachine, words: Reply, now: datetime) -> Draft:
    return Draft(
        merchant_id=row.merchant_id,
        conversation_id=row.id,
        body=words.body.strip(),
        author=Author.TEMPLATE,
        origin=Origin.CANNED if writer.is_canned else Origin.GENERATED,
        cause=cause_of(books, row),
        epoch=row.epoch,
        seen_seq=row.last_inbound_seq,
        composed_at=words.composed_at,
        model=None if writer.is_canned else writer.name,
        submitted_at=now,
    )


def _outcome(departure: Departure) -> dict[str, str]:
    match departure:
        case Queued(message=message):
            return {"outcome": "allowed", "message": message.id}
        case Deferred(row=row, until=until):
            verdict = row.verdict
            rule, why = (verdict.rule or "", verdict.why or "") if verdict else ("", "")
            when = f"{until:%Y-%m-%d %H:%M} UTC"
            return {"outcome": "deferred", "due": row.id, "until": when, "rule": rule, "why": why}
        case Refused(row=row, verdict=refuse):
            return {"outcome": "refused", "due": row.id, "rule": refuse.rule, "why": refuse.why}
