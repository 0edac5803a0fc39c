"""Opting in: a shopper who asks to be texted, or ticked a box, is asked once by text, and their YES is taken down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.flowing import enter_cart_flows, has_cart_flow
from compliance import wording
from compliance.exit import Queued, submit
from compliance.pending_prompt import RULE, pending_prompt
from compliance.rulebook import Rulebook
from conversation.carts import remind_after_all
from conversation.consent import LIFTED_BY_START, Consent, ConsentMethod, ConsentScope, ConsentState
from conversation.consenting import BY_CONTACT, ConsentBook, Proof, waits_for_start
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.event import EventKind
from conversation.fence import hold
from conversation.flow_run import TriggerKind
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.message import Author, Message, Origin
from conversation.suppression import lift
from flows.entering import Happened, enter_flows

SCOPES = (ConsentScope.CART_REMINDERS, ConsentScope.MARKETING)
"""What one prompt asks for: a merchant's texts are one program, in which cart reminders are named (Twilio 30517)."""

RESTARTING = frozenset({"start", "unstop"})
"""The words that end an opt-out: those that the carriers' own blocks obey (Twilio's defaults, but for a bare YES)."""


@dataclass(frozen=True, slots=True)
class OptingIn:
    """One shopper's opt-in in one conversation. The number must be locked.

    `is_confirmed`: the carrier itself has confirmed that texts come again, so we do not.
    """

    books: Books
    rulebook: Rulebook
    merchant: Merchant
    contact: Contact
    conversation: Conversation
    now: datetime
    is_confirmed: bool = False

    def ask(self, proof: Proof, message: Message | None = None, *, anew: bool = False) -> None:
        """Write down what is not agreed to yet and ask for it by text; nothing where it is, or was asked for lately.

        While an opt-out is in force the prompt does not leave: the consents then wait for START. `message` is the
        shopper's own text that asks to be texted; it may ask again at any time, as may who asks `anew` for themselves.
        """
        is_suppressed = self._is_suppressed()
        scopes = self._missing(since=self.now if (message or anew) and not is_suppressed else self._lately())
        if not scopes:
            return
        words = wording.opt_in_prompt(self.merchant, scopes)
        asked_by = message.id if message else None
        consents = [self._history.request(scope, words, proof, asked_by) for scope in scopes]
        self._record(EventKind.CONSENT_REQUESTED, "system", consents)
        if not is_suppressed:
            self._prompt(consents, Cause(CauseKind.OPT_IN, consents[0].id))

    def hear(self, message: Message, matched: str) -> None:
        """Act on the shopper's text that opts in, in the words that `matched`.

        A START ends an opt-out and restores nothing; what is no plain opt-out ends by no text at all. Any other wish to
        be texted again is written down and waits for START, since the carrier's own block does. A YES counts only
        against a prompt.
        """
        if self._outlasts_start():
            return
        if self._is_suppressed():
            if matched in RESTARTING:
                self._restart(message)
            else:
                self.ask(self._by_keyword(message), message)
            return
        prompt = pending_prompt(self.books, self.conversation, self.contact.phone, self.rulebook, self.now)
        if prompt is None:
            self.ask(self._by_keyword(message), message)
        else:
            self._confirm(prompt.consents, message)

    def _restart(self, message: Message) -> None:
        waiting = waits_for_start(self.books, self.merchant.id, self.contact.phone)
        unanswered = [consent for consent in waiting if consent.state is ConsentState.REQUESTED]
        lift(self.books, self.merchant.id, self.contact.phone, message.id, self.now)
        cause = Cause(CauseKind.RESUBSCRIPTION, message.id)
        if unanswered:
            self._prompt(unanswered, cause)
        elif not self.is_confirmed:
            self._text(wording.start_confirmation(self.merchant), cause)

    def _confirm(self, consents: Collection[Consent], message: Message) -> None:
        for consent in consents:
            self._history.confirm(consent, message.id)
        self._record(EventKind.CONSENT_CONFIRMED, "contact", consents)
        if has_cart_flow(self.books, self.merchant.id):
            enter_cart_flows(self.books, self.contact, self.conversation, self.now)
        else:
            delay = timedelta(minutes=self.merchant.settings.reminder_delay_minutes)
            remind_after_all(self.books, self.merchant.id, self.conversation.id, delay, self.now)
        enter_flows(self.books, self.contact, Happened(TriggerKind.OPTED_IN, self.now), self.now)
        welcome = wording.opt_in_welcome(self.merchant, [consent.scope for consent in consents])
        self._text(welcome, Cause(CauseKind.OPT_IN, message.id))

    def _prompt(self, consents: Collection[Consent], cause: Cause) -> None:
        prompt = self._text(wording.opt_in_prompt(self.merchant, [consent.scope for consent in consents]), cause)
        if prompt is not None:
            self._history.note_prompt(consents, prompt.id)

    def _text(self, body: str, cause: Cause) -> Message | None:
        with hold(self.books, self.merchant.id, self.conversation.id, self.now) as held:
            draft = Draft(
                merchant_id=self.merchant.id,
                conversation_id=self.conversation.id,
                body=body,
                author=Author.TEMPLATE,
                origin=Origin.CANNED,
                cause=cause,
                epoch=held.row.epoch,
                seen_seq=held.row.last_inbound_seq,
                composed_at=self.now,
            )
            departure = submit(held, draft, self.rulebook)
        return departure.message if isinstance(departure, Queued) else None

    def _record(self, kind: EventKind, actor: str, consents: Collection[Consent]) -> None:
        with hold(self.books, self.merchant.id, self.conversation.id, self.now) as held:
            for consent in consents:
                held.record(kind, actor, consent=consent.id, scope=consent.scope.value)

    def _by_keyword(self, message: Message) -> Proof:
        sender = self.books.sender(self.merchant.id, self.conversation.sender_id)
        source = sender.phone if sender else ""
        return Proof(ConsentMethod.KEYWORD.value, source, self.now, BY_CONTACT, message.text)

    def _missing(self, since: datetime) -> list[ConsentScope]:
        known = self.books.consents(self.merchant.id, self.contact.phone)
        return [scope for scope in SCOPES if not any(row.scope is scope and _settles(row, since) for row in known)]

    def _lately(self) -> datetime:
        return self.now - timedelta(days=self.rulebook.rule(RULE).number("ask_again_days"))

    def _outlasts_start(self) -> bool:
        standing = self.books.suppression(self.merchant.id, self.contact.phone)
        return standing is not None and standing.is_live and standing.reason not in LIFTED_BY_START

    def _is_suppressed(self) -> bool:
        standing = self.books.suppression(self.merchant.id, self.contact.phone)
        return standing is not None and standing.is_live

    @property
    def _history(self) -> ConsentBook:
        return ConsentBook(self.books, self.merchant.id, self.contact.phone, self.now)


def _settles(consent: Consent, since: datetime) -> bool:
    """Tell whether nobody needs to be asked: agreed to, or asked at or after `since` without an answer so far."""
    if consent.state is ConsentState.CONFIRMED:
        return consent.is_by_text or consent.scope is ConsentScope.MARKETING
    return consent.state is ConsentState.REQUESTED and consent.requested_at >= since
