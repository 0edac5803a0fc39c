"""Verifying the audit log: is the chain whole, and does the ledger still say what the chain vouches for?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from conversation.act import Act
from conversation.audit import ACTS, AuditEntry, AuditKeys, Fact, FactKind, Head, Mac
from conversation.conversation import Conversation
from conversation.erasure import Erasure, LegalHold
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Reader
from conversation.statements import Vouched, kind_of, moment_of, ref_of, statement_of

PAGE = 1000
EVERY = 2**31
MOST_SHOWN = 100
"""Flaws that are kept with their words; the rest are counted."""


class FlawKind(StrEnum):
    """What is wrong. Each word is the report's own."""

    ENTRY_MISSING = "entry missing or out of order"
    ENTRY_ALTERED = "entry altered, or written without the key"
    CHAIN_REWRITTEN = "chain differs from its anchor"
    TAIL_CUT = "entries after the last one are gone"
    ROW_ALTERED = "row altered"
    ROW_MISSING = "row missing"
    ROW_UNACCOUNTED = "row written past the log"
    KEY_MISSING = "key missing without an erasure"


@dataclass(frozen=True, slots=True)
class Flaw:
    """`place` is an entry's number, or a row's kind and id."""

    kind: FlawKind
    place: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A chain's head as it was noted outside the database at `at`."""

    head: Head
    at: datetime


@dataclass(slots=True)
class Verification:
    """What was found. `compared` rows match; `erased` ones are gone with their key; `older` ones precede the log."""

    merchant_id: MerchantId
    anchor: Anchor | None
    entries: int = 0
    compared: int = 0
    erased: int = 0
    older: int = 0
    flaw_count: int = 0
    erasures: tuple[Erasure, ...] = ()
    flaws: list[Flaw] = field(default_factory=list)

    def add(self, kind: FlawKind, place: str) -> None:
        self.flaw_count += 1
        if len(self.flaws) < MOST_SHOWN:
            self.flaws.append(Flaw(kind, place))

    @property
    def unanchored(self) -> int:
        """How many of the newest entries no anchor covers: of those a cut tail would not be noticed."""
        return self.entries - (self.anchor.head.number if self.anchor else 0)


def verify(reader: Reader, keys: AuditKeys, merchant_id: MerchantId, anchor: Anchor | None = None) -> Verification:
    """Walk the merchant's whole chain and compare it with the ledger. Reads one consistent state."""
    found = Verification(merchant_id, anchor)
    chain = _Chain(found, keys)
    for entry in _entries(reader, merchant_id):
        chain.follow(entry)
    chain.end()
    _Rows(reader, keys, found, chain).compare()
    return found


class _Chain:
    """Follows the entries; keeps the newest fact about each row, and the subjects that were erased."""

    def __init__(self, found: Verification, keys: AuditKeys) -> None:
        self.facts: dict[tuple[FactKind, str], Fact] = {}
        self.erased: set[str] = set()
        self.began: datetime | None = None
        self.acts_began: datetime | None = None
        self._found = found
        self._keys = keys
        self._head = Head()

    def follow(self, entry: AuditEntry) -> None:
        self.began = self.began or entry.at
        self._found.entries += 1
        if entry.number != self._head.number + 1:
            self._found.add(FlawKind.ENTRY_MISSING, str(self._head.number + 1))
        elif self._keys.mac(entry.merchant_id, entry.number, entry.at, entry.facts, self._head.mac) != entry.mac:
            self._found.add(FlawKind.ENTRY_ALTERED, str(entry.number))
        self._compare_with_anchor(entry)
        self._head = Head(entry.number, entry.mac)
        for fact in entry.facts:
            self.facts[fact.kind, fact.ref] = fact
            if fact.kind is FactKind.ACT:
                self.acts_began = self.acts_began or entry.at
            if fact.kind is FactKind.ERASURE:
                self.erased.add(fact.subject)

    def _compare_with_anchor(self, entry: AuditEntry) -> None:
        anchor = self._found.anchor
        if anchor is not None and entry.number == anchor.head.number and entry.mac != anchor.head.mac:
            self._found.add(FlawKind.CHAIN_REWRITTEN, str(entry.number))

    def end(self) -> None:
        anchor = self._found.anchor
        if anchor is not None and self._head.number < anchor.head.number:
            self._found.add(FlawKind.TAIL_CUT, str(self._head.number))


class _Rows:
    """Compares the ledger's rows with the facts about them."""

    def __init__(self, reader: Reader, keys: AuditKeys, found: Verification, chain: _Chain) -> None:
        self._reader = reader
        self._keys = keys
        self._found = found
        self._chain = chain
        self._facts = dict(chain.facts)

    def compare(self) -> None:
        for conversation in _conversations(self._reader, self._found.merchant_id):
            self._compare_talk(conversation)
        numbers = self._reader.standing_numbers(self._found.merchant_id)
        for subject, names in groupby(sorted(numbers, key=self._token), key=self._token):
            self._compare_number(subject, tuple(names))
        self._compare_forgetting()
        self._compare_acts()
        for kind, ref in self._facts:
            self._found.add(FlawKind.ROW_MISSING, f"{kind} {ref}")

    def _compare_talk(self, talk: Conversation) -> None:
        mac = self._mac(talk.contact_id)
        reading = (self._reader.messages, self._reader.events, self._reader.outbox_rows)
        rows: list[Vouched] = [row for read in reading for row in read(talk.merchant_id, talk.id)]
        for row in rows:
            self._compare_row(row, talk.contact_id, mac)

    def _compare_number(self, subject: str, names: tuple[str, ...]) -> None:
        """Compare what stands under a number and under its token, where it was erased and came back."""
        merchant_id = self._found.merchant_id
        mac = self._mac(subject)
        standing = {self._reader.suppression(merchant_id, name) for name in names} - {None}
        reading = (self._reader.consents, self._reader.consent_events)
        given: list[Vouched] = [row for name in names for read in reading for row in read(merchant_id, name)]
        rows: list[Vouched] = [*given, *(row for row in standing if row is not None)]
        for row in rows:
            self._compare_row(row, subject, mac)

    def _mac(self, subject: str) -> Mac | None:
        key = self._reader.audit_key(self._found.merchant_id, subject)
        return Mac(key) if key is not None else None

    def _token(self, name: str) -> str:
        return self._keys.token(self._found.merchant_id, name)

    def _compare_forgetting(self) -> None:
        merchant_id = self._found.merchant_id
        erasures = self._reader.erasures(merchant_id)
        rows: list[Erasure | LegalHold] = [*erasures, *self._reader.legal_holds_of(merchant_id)]
        for row in rows:
            self._compare_row(row, row.contact_id, self._mac(row.contact_id))
        self._found.erasures = erasures

    def _compare_acts(self) -> None:
        mac = self._mac(ACTS)
        for act in self._reader.acts(self._found.merchant_id, limit=EVERY):
            self._compare_row(act, ACTS, mac)

    def _compare_row(self, row: Vouched, subject: str, mac: Mac | None) -> None:
        kind, ref = kind_of(row), ref_of(row, lambda phone: self._keys.token(row.merchant_id, phone))
        fact = self._facts.pop((kind, ref), None)
        place = f"{kind} {ref}"
        if fact is None:
            self._unaccounted(row, place)
        elif mac is None:
            self._keyless(subject, place)
        elif mac.digest(statement_of(row)) != fact.digest:
            self._found.add(FlawKind.ROW_ALTERED, place)
        else:
            self._found.compared += 1

    def _unaccounted(self, row: Vouched, place: str) -> None:
        began = self._chain.acts_began if isinstance(row, Act) else self._chain.began
        if began is None or moment_of(row) < began:
            self._found.older += 1
        else:
            self._found.add(FlawKind.ROW_UNACCOUNTED, place)

    def _keyless(self, subject: str, place: str) -> None:
        if subject in self._chain.erased:
            self._found.erased += 1
        else:
            self._found.add(FlawKind.KEY_MISSING, place)


def _entries(reader: Reader, merchant_id: MerchantId) -> Iterator[AuditEntry]:
    after = 0
    while page := reader.audit_entries(merchant_id, after=after, limit=PAGE):
        yield from page
        after = page[-1].number


def _conversations(reader: Reader, merchant_id: MerchantId) -> Iterator[Conversation]:
    before: tuple[datetime, ConversationId] | None = None
    while page := reader.conversations((merchant_id,), before=before, limit=PAGE):
        yield from page
        before = (page[-1].updated_at, page[-1].id)
