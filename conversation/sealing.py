"""Sealing: what a transaction wrote becomes one entry of its merchant's chain, in the same transaction."""

import secrets
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from conversation.audit import AuditEntry, AuditKeys, Fact, digest_of
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.errors import Unknown
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Books
from conversation.statements import Vouched, kind_of, moment_of, ref_of, statement_of

KEY_BYTES = 32
MOST_REMEMBERED = 20_000

_merchant = attrgetter("merchant_id")


class Sealer:
    """Seals for one ledger, and remembers whose a conversation is and with which key.

    Both last as long as the conversation: erasing a contact closes theirs, and who texts again is a new contact.
    """

    def __init__(self, keys: AuditKeys) -> None:
        self._keys = keys
        self._known: dict[ConversationId, tuple[str, bytes]] = {}

    def seal(self, books: Books, written: Iterable[Vouched]) -> None:
        """Append what was written to the chain of each merchant; a row written twice counts as it was last.

        It takes the chains' locks, in order, so it must be the last thing that a transaction does.
        """
        for merchant_id, rows in groupby(sorted(written, key=_merchant), key=_merchant):
            self._append(books, merchant_id, tuple(rows))

    def _append(self, books: Books, merchant_id: MerchantId, rows: tuple[Vouched, ...]) -> None:
        facts = {(kind_of(row), self._ref(row)): self._fact(books, row) for row in rows}
        head = books.lock_audit_head(merchant_id)
        number, at, told = head.number + 1, max(map(moment_of, rows)), tuple(facts.values())
        mac = self._keys.mac(merchant_id, number, at, told, head.mac)
        books.add_audit_entry(AuditEntry(merchant_id, number, at, told, mac))

    def _fact(self, books: Books, row: Vouched) -> Fact:
        subject, key = self._subject(books, row)
        return Fact(kind_of(row), self._ref(row), subject, digest_of(key, statement_of(row)))

    def _ref(self, row: Vouched) -> str:
        return ref_of(row, lambda phone: self._keys.token(row.merchant_id, phone))

    def _subject(self, books: Books, row: Vouched) -> tuple[str, bytes]:
        if isinstance(row, Consent | ConsentEvent | Suppression):
            token = self._keys.token(row.merchant_id, row.phone)
            return token, _key_of(books, row.merchant_id, token)
        known = self._known.get(row.conversation_id)
        return known or self._learn(books, row.merchant_id, row.conversation_id)

    def _learn(self, books: Books, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[str, bytes]:
        conversation = books.conversation(merchant_id, conversation_id)
        if conversation is None:
            raise Unknown("conversation", conversation_id)
        contact_id = conversation.contact_id
        stored = books.audit_key(merchant_id, contact_id)
        if stored is None:
            return contact_id, _key_of(books, merchant_id, contact_id)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[conversation_id] = contact_id, stored
        return contact_id, stored


def _key_of(books: Books, merchant_id: MerchantId, subject: str) -> bytes:
    """Return the subject's key, a new one where it has none. A new one is not remembered: it may be rolled back."""
    return books.audit_key(merchant_id, subject) or books.add_audit_key(
        merchant_id, subject, secrets.token_bytes(KEY_BYTES)
    )
