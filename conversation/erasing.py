"""Erasing a contact: words and everything personal go, and what the law wants kept stays under a token.

The token is a keyed hash of the number (`conversation.audit`): whoever names a number can be told what was agreed to
and sent, and an opt-out goes on binding, but from what is kept nobody can read whom it is about.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from conversation.consent import Consent
from conversation.contact import Contact
from conversation.control import close
from conversation.conversation import Conversation
from conversation.erasure import Erasure
from conversation.errors import Conflict, OnHold, Unknown
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books
from conversation.legal_holds import live_hold
from conversation.linking import strip_links
from conversation.media_keeping import erase_all_media
from conversation.outbox import OutboxState
from conversation.photos import erase_photos
from conversation.stripping import (
    without_details,
    without_draft,
    without_evidence,
    without_note,
    without_number,
    without_words,
)

Token = Callable[[MerchantId, str], str]
"""Returns what stands for a merchant's contact's number where the number itself may not be kept."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants a contact forgotten, and why. Neither names the shopper: both are kept."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of a contact stays, by what it is."""

    consents: int
    consent_events: int
    opted_out: bool
    sends: int
    events: int
    offers: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of a contact."""

    erasure: Erasure
    conversations: int
    drafts: int
    carts: int
    kept: Kept


def erase(books: Books, merchant_id: MerchantId, phone: str, request: Request, token: Token, now: datetime) -> Erased:
    """Forget the contact with this number.

    Raises Unknown where there is none, OnHold under a legal hold, and Conflict while a text is on its way to it.
    """
    books.lock_contact(merchant_id, phone)
    contact = books.contact_by_phone(merchant_id, phone)
    if contact is None:
        raise Unknown("contact", phone)
    if (held := live_hold(books, merchant_id, contact.id)) is not None:
        raise OnHold(f"{held.by} holds everything about this contact since {held.since:%Y-%m-%d}: {held.reason}")
    return _Eraser(books, contact, token(merchant_id, phone), now).erase(request)


@dataclass(frozen=True, slots=True)
class _Eraser:
    books: Books
    contact: Contact
    number: str
    now: datetime

    def erase(self, request: Request) -> Erased:
        talks = self.books.conversations_of(self.contact.merchant_id, self.contact.id)
        for talk in talks:
            self._end(talk)
        texts = sum([self._strip_texts(talk) for talk in talks])
        events = sum([self._strip_events(talk) for talk in talks])
        drafts = sum([self._strip_drafts(talk) for talk in talks])
        for talk in talks:
            self.books.drop_mirror(talk.merchant_id, talk.id)
            self.books.drop_live_score(talk.merchant_id, talk.id)
        sends = sum([self._hide_number(talk) for talk in talks])
        offers = self.books.offers_of_contact(self.contact.merchant_id, self.contact.id)
        carts = self._drop_carts()
        self._empty_facts({talk.id for talk in talks})
        self._drop_tags()
        self._drop_flows()
        self._strip_links()
        self.books.drop_uploaded_orders(self.contact.merchant_id, self.contact.phone)
        kept = Kept(*self._move_consents(), self._move_suppression(), sends, events, len(offers))
        erasure = self._erasure(request, texts)
        for talk in talks:
            with hold(self.books, talk.merchant_id, talk.id, self.now) as held:
                held.record(EventKind.CONTACT_ERASED, "system", by=request.by, reason=request.reason)
        self.books.drop_contact(self.contact)
        self._destroy_keys()
        self.books.save_erasure(erasure)
        return Erased(erasure, len(talks), drafts, carts, kept)

    def _end(self, talk: Conversation) -> None:
        """Close the conversation and wait for nobody: what is on its way must have arrived first."""
        close(self.books, talk.merchant_id, talk.id, "system", self.now, "erased")
        with hold(self.books, talk.merchant_id, talk.id, self.now) as held:
            rows = self.books.outbox_rows(talk.merchant_id, talk.id)
            if any(row.state is OutboxState.CLAIMED for row in rows):
                raise Conflict("a text to this contact is being sent right now; try again in a few minutes")
            held.row = without_note(held.row)

    def _strip_texts(self, talk: Conversation) -> int:
        erase_all_media(self.books, talk.merchant_id, talk.id)
        messages = self.books.messages(talk.merchant_id, talk.id)
        for message in messages:
            erase_photos(self.books, message)
            self.books.rewrite_message(without_words(message))
        return sum(message.body is not None for message in messages)

    def _strip_events(self, talk: Conversation) -> int:
        events = self.books.events(talk.merchant_id, talk.id)
        for event in events:
            self.books.rewrite_event(without_details(event))
        return len(events)

    def _strip_drafts(self, talk: Conversation) -> int:
        rows = [row for row in self.books.due_rows(talk.merchant_id, talk.id) if row.draft is not None]
        for row in rows:
            self.books.save_due_row(without_draft(row))
        return len(rows)

    def _hide_number(self, talk: Conversation) -> int:
        rows = self.books.outbox_rows(talk.merchant_id, talk.id)
        for row in rows:
            self.books.save_outbox_row(replace(row, to=self.number))
        return len(rows)

    def _empty_facts(self, talks: set[str]) -> None:
        """A fact is a sentence that a person texted to the shopper, so it goes with their conversations."""
        for fact in self.books.merchant_facts(self.contact.merchant_id):
            if fact.conversation_id in talks:
                self.books.save_merchant_fact(replace(fact, statement="", retired_at=fact.retired_at or self.now))

    def _drop_carts(self) -> int:
        carts = self.books.carts_of(self.contact.merchant_id, self.contact.id)
        for cart in carts:
            self.books.drop_cart(cart)
        return len(carts)

    def _drop_tags(self) -> None:
        merchant_id = self.contact.merchant_id
        for tag in self.books.tags_of(merchant_id, self.contact.id):
            self.books.drop_tag(merchant_id, self.contact.id, tag.word)

    def _drop_flows(self) -> None:
        merchant_id = self.contact.merchant_id
        for run in self.books.runs_of_contact(merchant_id, self.contact.id):
            self.books.drop_flow_run(run)
        self.books.drop_happenings(merchant_id, self.contact.id)

    def _strip_links(self) -> None:
        strip_links(self.books, self.books.links_of_contact(self.contact.merchant_id, self.contact.id))

    def _move_consents(self) -> tuple[int, int]:
        """Keep the proof of every opt-in, with its exact wording, under the number's token."""
        names = (self.number, self.contact.phone)
        consents = [row for name in names for row in self.books.consents(self.contact.merchant_id, name)]
        for consent in consents:
            self.books.save_consent(self._without_number(consent))
        return len(consents), self._move_history()

    def _without_number(self, consent: Consent) -> Consent:
        wording, source = (without_number(words, self.contact.phone) for words in (consent.wording, consent.source))
        return replace(consent, phone=self.number, wording=wording, source=source)

    def _move_history(self) -> int:
        """Go on counting where the history of the same number ended that was erased before."""
        merchant_id, now = self.contact.merchant_id, self.books.consent_events
        before, history = now(merchant_id, self.number), now(merchant_id, self.contact.phone)
        last = before[-1].number if before else 0
        for event in (*before, *history):
            number = event.number if event.phone == self.number else last + event.number
            self.books.rewrite_consent_event(replace(without_evidence(event), phone=self.number, number=number))
        return len(before) + len(history)

    def _move_suppression(self) -> bool:
        """Keep an opt-out in force under the number's token, where `Reader.suppression` finds it."""
        merchant_id, phone = self.contact.merchant_id, self.contact.phone
        standing = self.books.suppression(merchant_id, phone)
        if standing is None:
            return False
        self.books.drop_suppression(merchant_id, standing.phone)
        self.books.save_suppression(replace(standing, phone=self.number, evidence="erased"))
        return standing.is_live

    def _destroy_keys(self) -> None:
        """Silence what the audit log says of the contact. What is kept is sealed anew when the transaction ends."""
        merchant_id = self.contact.merchant_id
        for subject in (self.contact.id, self.number):
            self.books.destroy_audit_key(merchant_id, subject)
        for held in self.books.legal_holds(merchant_id, self.contact.id):
            self.books.save_legal_hold(held)

    def _erasure(self, request: Request, texts: int) -> Erasure:
        return Erasure(
            id=new_id("era", self.now),
            merchant_id=self.contact.merchant_id,
            contact_id=self.contact.id,
            number=self.number,
            at=self.now,
            by=request.by,
            reason=request.reason,
            texts=texts,
        )
