"""The timeline: texts, and what happened between them, in the order of the ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.dossier.gathering import Dossier, Talk
from api.dossier.happenings import facts_of, is_turning_point, title_of
from api.pages.words import GRADES
from api.rest.presenting import status_of
from compliance.explanation import explain
from compliance.rulebook import Rulebook
from conversation.audit import FactKind
from conversation.event import Event
from conversation.message import CARRIER_CLASS, Author, Direction, Message
from conversation.outbox import OutboxRow
from conversation.photo import MARK

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One text or event. `kind` is in, out, turn or event; `words` is None where they were erased, or are no text's."""

    kind: str
    who: str
    day: str
    local: str
    utc: str
    label: str
    before: str
    words: str | None
    after: str
    facts: Facts
    proof: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One conversation."""

    ref: str
    number: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Writes moments in the shopper's zone and in UTC."""

    zone: ZoneInfo

    def day(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%a %Y-%m-%d}"

    def local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%H:%M:%S %Z}"

    def utc(self, moment: datetime) -> str:
        return f"{moment:%Y-%m-%d %H:%M:%S}Z"

    def both(self, moment: datetime) -> str:
        return f"{self.day(moment)} {self.local(moment)} ({self.utc(moment)})"


class Timeline:
    """Tells one dossier's conversations."""

    def __init__(self, dossier: Dossier, rulebook: Rulebook, times: Times) -> None:
        self._dossier = dossier
        self._rulebook = rulebook
        self._times = times
        self._names = {user.id: user.name for user in dossier.users}
        self._proofs = {(proof.kind, proof.ref): proof.entry for proof in dossier.proofs}
        self._numbers = {sender.id: sender.phone for sender in dossier.senders}

    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(self._chapter(talk) for talk in self._dossier.talks)

    def proof(self, kind: FactKind, ref: str) -> str:
        """Return which entry of the audit log vouches for the row."""
        entry = self._proofs.get((kind, ref))
        return f"audit log, entry {entry}" if entry else "not in the audit log"

    def _chapter(self, talk: Talk) -> Chapter:
        number = self._numbers.get(talk.conversation.sender_id, "")
        return Chapter(talk.conversation.id, number, tuple(self._entries(talk)))

    def _entries(self, talk: Talk) -> Iterator[Entry]:
        """Yield each text, then what happened after it and before the next one."""
        rows = {row.message_id: row for row in talk.outbox}
        waiting = list(talk.events)
        for message in talk.messages:
            while waiting and waiting[0].after_seq < message.seq:
                yield self._event(waiting.pop(0))
            yield self._text(message, rows.get(message.id))
        yield from map(self._event, waiting)

    def _event(self, event: Event) -> Entry:
        return Entry(
            kind="turn" if is_turning_point(event) else "event",
            who=title_of(event),
            day=self._times.day(event.at),
            local=self._times.local(event.at),
            utc=self._times.utc(event.at),
            label="",
            before="",
            words=None,
            after="",
            facts=facts_of(event, self._name),
            proof=self.proof(FactKind.EVENT, event.id),
        )

    def _text(self, message: Message, row: OutboxRow | None) -> Entry:
        body = message.body
        return Entry(
            kind=message.direction.value,
            who=self._who(message),
            day=self._times.day(message.created_at),
            local=self._times.local(message.created_at),
            utc=self._times.utc(message.created_at),
            label=message.traffic_type.value if message.traffic_type else "",
            before=body.before if body else "",
            words=" ".join((body.composed, *[MARK] * message.photos)).strip() if body else None,
            after=body.after if body else "",
            facts=tuple(self._facts(message, row)),
            proof=self.proof(FactKind.MESSAGE, message.id),
        )

    def _who(self, message: Message) -> str:
        if message.author is Author.HUMAN:
            return f"{self._name(message.user_id or '')}, a person"
        return _AUTHORS[message.author]

    def _name(self, actor: str) -> str:
        return self._names.get(actor, {"ai": "the AI", "contact": "the shopper", "system": "Twolane"}.get(actor, actor))

    def _facts(self, message: Message, row: OutboxRow | None) -> Iterator[tuple[str, str]]:
        if message.direction is Direction.OUT:
            yield "Purpose", _words(message.purpose.value if message.purpose else "unknown")
            yield "How it came about", _words(message.origin.value if message.origin else "unknown")
            yield "Carriers class it", f"{CARRIER_CLASS}, as every text from a business"
            yield from self._evidence(message)
            yield from self._verdict(message)
            yield from self._delivery(message, row)
            if message.model:
                yield "Model", f"{message.model}, prompt {message.prompt_hash or 'unknown'}"
        elif message.provider_id:
            yield "Carrier's id", message.provider_id
        yield "Id", f"{message.id}, number {message.seq} of its conversation"

    def _evidence(self, message: Message) -> Iterator[tuple[str, str]]:
        proof = message.evidence
        if proof is None:
            return
        yield "Written by", f"{proof.user_name} ({proof.user_id}), in control since {proof.takeover_event}"
        yield "Composing", GRADES[proof.grade]
        yield "Composed", self._times.both(proof.composed_at)
        yield "Send pressed", self._times.both(proof.submitted_at)
        share = f"{proof.verbatim_share:.0%} of the characters taken from an AI draft or canned text"
        yield "Own words", f"{share}; {proof.recipients} recipient{'' if proof.recipients == 1 else 's'}"

    def _verdict(self, message: Message) -> Iterator[tuple[str, str]]:
        if message.verdict is None:
            return
        told = explain(message.verdict, self._rulebook)
        yield "Verdict", f"{told.headline} (rulebook {message.verdict.rulebook})"
        decider = told.decider
        if decider is not None and decider.entry is not None:
            yield "Deciding rule", f"{decider.id}: {decider.entry.says} [{decider.entry.source}]"
        if told.facts:
            yield "Facts used", "; ".join(f"{name}: {value}" for name, value in told.facts)
        yield "Rules tried", ", ".join(message.verdict.tried)

    def _delivery(self, message: Message, row: OutboxRow | None) -> Iterator[tuple[str, str]]:
        if row is None:
            return
        yield "Sent to", row.to
        yield "Delivery", _words(status_of(message, row))
        yield "Queued", self._times.both(row.queued_at)
        if row.claimed_at is not None:
            yield "Handed to the carrier", self._times.both(row.claimed_at)
        if row.settled_at is not None:
            yield "Settled", self._times.both(row.settled_at)
        if row.provider_id:
            yield "Carrier's id", row.provider_id
        if row.error_code:
            yield "Carrier's error", row.error_code


_AUTHORS: Mapping[Author, str] = {
    Author.CONTACT: "The shopper",
    Author.AI: "The AI",
    Author.TEMPLATE: "A fixed text",
    Author.SYSTEM: "Twolane",
}


def _words(value: str) -> str:
    return value.replace("_", " ")
