"""Sealing: what a transaction wrote becomes one entry of its merchant's chain, in the same transaction."""

import secrets
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from conversation.act import Act
from conversation.audit import ACTS, AuditEntry, AuditKeys, Fact, Mac
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.conversation import Control, Conversation
from conversation.errors import Unknown
from conversation.event import Event
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Books
from conversation.message import Message
from conversation.outbox import OutboxRow
from conversation.statements import Vouched, kind_of, moment_of, ref_of, statement_of

KEY_BYTES = 32
MOST_REMEMBERED = 20_000

Talks: TypeAlias = Mapping[ConversationId, Conversation]

_merchant = attrgetter("merchant_id")


class Sealer:
    """Seals for one ledger, and remembers whose an open conversation is and with which key.

    Erasing a contact closes theirs and gives them a new key, perhaps from another process; so whatever is still
    written about a closed conversation is sealed with the key that is read then.
    """

    def __init__(self, keys: AuditKeys) -> None:
        self._keys = keys
        self._known: dict[ConversationId, tuple[str, Mac]] = {}

    def seal(self, books: Books, written: Iterable[Vouched], talks: Talks) -> None:
        """Append what was written to the chain of each merchant; a row written twice counts as it was last.

        It takes the chains' locks, in order, so it must be the last thing that a transaction does. `talks` are the
        conversations that the transaction has locked or written.
        """
        for talk in talks.values():
            if talk.control is Control.CLOSED:
                self._known.pop(talk.id, None)
        for merchant_id, rows in groupby(sorted(written, key=_merchant), key=_merchant):
            self._append(books, merchant_id, tuple(rows), talks)

    def _append(self, books: Books, merchant_id: MerchantId, rows: tuple[Vouched, ...], talks: Talks) -> None:
        facts = [self._fact(books, row, talks) for row in rows]
        told = tuple({(fact.kind, fact.ref): fact for fact in facts}.values())
        head = books.lock_audit_head(merchant_id)
        number, at = head.number + 1, max(map(moment_of, rows))
        mac = self._keys.mac(merchant_id, number, at, told, head.mac)
        books.add_audit_entry(AuditEntry(merchant_id, number, at, told, mac))

    def _fact(self, books: Books, row: Vouched, talks: Talks) -> Fact:
        subject, mac = self._subject(books, row, talks)
        return Fact(kind_of(row), self._ref(row), subject, mac.digest(statement_of(row)))

    def _ref(self, row: Vouched) -> str:
        return ref_of(row, lambda phone: self._keys.token(row.merchant_id, phone))

    def _subject(self, books: Books, row: Vouched, talks: Talks) -> tuple[str, Mac]:
        if isinstance(row, Message | Event | OutboxRow):
            known = self._known.get(row.conversation_id)
            return known or self._learn(books, row.merchant_id, row.conversation_id, talks)
        if isinstance(row, Consent | ConsentEvent | Suppression):
            token = self._keys.token(row.merchant_id, row.phone)
            return token, _mac_of(books, row.merchant_id, token)
        if isinstance(row, Act):
            return ACTS, _mac_of(books, row.merchant_id, ACTS)
        return row.contact_id, _mac_of(books, row.merchant_id, row.contact_id)

    def _learn(
        self, books: Books, merchant_id: MerchantId, conversation_id: ConversationId, talks: Talks
    ) -> tuple[str, Mac]:
        conversation = talks.get(conversation_id) or books.conversation(merchant_id, conversation_id)
        if conversation is None:
            raise Unknown("conversation", conversation_id)
        contact_id = conversation.contact_id
        stored = books.audit_key(merchant_id, contact_id)
        if stored is None:
            return contact_id, _mac_of(books, merchant_id, contact_id)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        known = self._known[conversation_id] = contact_id, Mac(stored)
        return known


def _mac_of(books: Books, merchant_id: MerchantId, subject: str) -> Mac:
    """Return the subject's, with a new key where it has none. A new one is not remembered: it may be rolled back."""
    known = books.audit_key(merchant_id, subject)
    return Mac(known or books.add_audit_key(merchant_id, subject, secrets.token_bytes(KEY_BYTES)))
