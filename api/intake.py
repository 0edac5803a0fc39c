"""Intake: a text from a shopper is stored and, where code alone must answer, answered in the same transaction.

An opt-out is therefore in force before the carrier's webhook is acknowledged, and no model is asked.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from api.opting_in import OptingIn
from compliance import wording
from compliance.exit import submit
from compliance.intents import Intent, IntentKind, IntentLabel, read_intent
from compliance.pending_prompt import pending_prompt
from compliance.redaction import Redacted, may_go_on, redact
from compliance.rulebook import Rulebook
from conversation.consent import SuppressionReason
from conversation.contact import Contact
from conversation.conversation import Control
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Unknown
from conversation.escalation import Escalation, EscalationReason
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.message import Author, Origin, Purpose
from conversation.receiving import InboundText, Keyword, Received, receive
from conversation.suppression import suppress
from handoff.escalation import ask_for_person

CARRIER_OPT_OUT = Intent(
    IntentLabel.OPT_OUT, True, "opt_out.carrier", "", "the carrier read an opt-out in it and confirmed it"
)
CARRIER_READ = {
    Keyword.HELP: Intent(
        IntentLabel.HELP, False, "help.carrier", "help", "the carrier read HELP in it and answered it"
    ),
    Keyword.START: Intent(
        IntentLabel.OPT_IN, False, "opt_in.carrier", "start", "the carrier read START in it and confirmed it"
    ),
}
"""What the carrier makes of a word of the merchant's own choosing, which says nothing to us."""

STILL_TYPING = timedelta(minutes=10)
"""Within which a text of digits is read together with the one before it."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes texts in. `carrier_confirms` says whether the carrier itself answers an opt-out so worded, `learned`
    whether what no rule knows is put to the learned layer."""

    books: Books
    rulebook: Rulebook
    now: datetime
    carrier_confirms: Callable[[str], bool]
    learned: bool = True

    def take_in(self, text: InboundText) -> Received | None:
        """Store the text once and act on what it plainly asks for. None for a repeat. Raises Unknown.

        Card numbers and their like are taken out first: neither the ledger nor a model ever has them.
        """
        redacted = redact(text.body, before=self._just_before(text))
        text = replace(text, body=redacted.text) if redacted.kinds else text
        received = receive(self.books, text, self.now)
        if received is None:
            return None
        if redacted.kinds:
            self._note_redaction(received, redacted)
        self.act_on(received, self._intent(text, received))
        return received

    def act_on(self, received: Received, intent: Intent) -> None:
        """Do what follows from what a text asks for."""
        if intent.label is not IntentLabel.NONE:
            self._note(received, intent)
            _ANSWERS[intent.label](self, received, intent)

    def opt_out(self, received: Received, intent: Intent) -> None:
        self._suppress(received, SuppressionReason.OPT_OUT)
        if intent is not CARRIER_OPT_OUT and not self.carrier_confirms(received.message.text):
            merchant = self._merchant(received)
            self._answer(received, CauseKind.SUPPRESSION, wording.opt_out_confirmation(merchant))
        for besides in intent.besides:
            self._alert(received, besides)

    def wrong_number(self, received: Received, intent: Intent) -> None:
        self._suppress(received, SuppressionReason.WRONG_NUMBER)
        self._answer(received, CauseKind.SUPPRESSION, wording.opt_out_confirmation(self._merchant(received)))

    def minor(self, received: Received, intent: Intent) -> None:
        self._suppress(received, SuppressionReason.MINOR)
        self._alert(received, intent)

    def crisis(self, received: Received, intent: Intent) -> None:
        self._suppress(received, SuppressionReason.CRISIS)
        if not self._has_safety_text(received):
            self._answer(received, CauseKind.SAFETY, wording.safety_text(self._merchant(received)))
        self._alert(received, intent)

    def hostile(self, received: Received, intent: Intent) -> None:
        self._suppress(received, SuppressionReason.HOSTILE)
        self._alert(received, intent)

    def human_request(self, received: Received, intent: Intent) -> None:
        self._escalate(received, EscalationReason.ASKED_FOR_PERSON, intent)

    def help(self, received: Received, intent: Intent) -> None:
        merchant = self._merchant(received)
        if not intent.is_identity:
            if received.answered is Keyword.HELP:
                return
            self._answer(received, CauseKind.HELP, wording.help_answer(merchant))
        elif received.conversation.control is not Control.HUMAN:
            self._answer(received, CauseKind.IDENTITY, wording.identity_answer(merchant))

    def opt_in(self, received: Received, intent: Intent) -> None:
        conversation, merchant = received.conversation, self._merchant(received)
        opting_in = OptingIn(self.books, self.rulebook, merchant, self._contact(received), conversation, self.now)
        opting_in = replace(opting_in, is_confirmed=received.answered is Keyword.START)
        opting_in.hear(received.message, intent.matched)

    def _intent(self, text: InboundText, received: Received) -> Intent:
        if text.answered is Keyword.STOP:
            return CARRIER_OPT_OUT
        intent = self._own_reading(text, received)
        if text.answered is not None and intent.label is IntentLabel.NONE:
            return CARRIER_READ[text.answered]
        return intent

    def _own_reading(self, text: InboundText, received: Received) -> Intent:
        intent = read_intent(text.body, pending_opt_in=True, learned=self.learned)
        if intent.label is IntentLabel.OPT_IN and not self._takes_bare_yes(received):
            return read_intent(text.body, pending_opt_in=False, learned=self.learned)
        return intent

    def _takes_bare_yes(self, received: Received) -> bool:
        prompt = pending_prompt(self.books, received.conversation, self._phone(received), self.rulebook, self.now)
        return prompt is not None and prompt.takes_bare_yes

    def _just_before(self, text: InboundText) -> str:
        """Return the shopper's text before one that is hardly more than digits, where it came within minutes."""
        sender = self.books.sender_by_phone(text.to_phone) if may_go_on(text.body) else None
        contact = self.books.contact_by_phone(sender.merchant_id, text.from_phone) if sender else None
        for talk in self.books.open_conversations(contact.merchant_id, contact.id) if contact else ():
            newest = self.books.messages(talk.merchant_id, talk.id, after_seq=talk.last_inbound_seq - 1)
            if newest and newest[0].created_at >= self.now - STILL_TYPING:
                return newest[0].text
        return ""

    def _note_redaction(self, received: Received, redacted: Redacted) -> None:
        with self._hold(received) as held:
            kinds = ", ".join(redacted.kinds)
            held.record(EventKind.TEXT_REDACTED, "system", kinds=kinds, message=received.message.id)

    def _note(self, received: Received, intent: Intent) -> None:
        with self._hold(received) as held:
            held.record(
                EventKind.INTENT_FOUND,
                "system",
                label=intent.label.value,
                rule=intent.rule,
                why=intent.why,
                message=received.message.id,
            )
            if not received.others_wait:
                held.change(handled_seq=received.message.seq)

    def _suppress(self, received: Received, reason: SuppressionReason) -> None:
        message = received.message
        suppress(self.books, message.merchant_id, self._phone(received), reason, message.text, self.now, message.id)

    def _has_safety_text(self, received: Received) -> bool:
        """Tell whether the one safety text went out within the day: a second crisis text is a person's to answer."""
        sent = self.books.sent_since(received.message.merchant_id, self._phone(received), self.now - timedelta(days=1))
        return any(message.purpose is Purpose.SAFETY for message in sent)

    def _alert(self, received: Received, intent: Intent) -> None:
        self._escalate(received, _ALERTS[intent.kind or intent.label], intent)

    def _escalate(self, received: Received, reason: EscalationReason, intent: Intent) -> None:
        with self._hold(received) as held:
            ask_for_person(held, Escalation(reason, intent.why, self.now), self.rulebook)

    def _answer(self, received: Received, kind: CauseKind, body: str) -> None:
        with self._hold(received) as held:
            submit(held, self._draft(held, received, kind, body), self.rulebook)

    def _draft(self, held: Held, received: Received, kind: CauseKind, body: str) -> Draft:
        return Draft(
            merchant_id=held.row.merchant_id,
            conversation_id=held.row.id,
            body=body,
            author=Author.TEMPLATE,
            origin=Origin.CANNED,
            cause=Cause(kind, received.message.id),
            epoch=held.row.epoch,
            seen_seq=held.row.last_inbound_seq,
            composed_at=self.now,
        )

    def _hold(self, received: Received) -> AbstractContextManager[Held]:
        return hold(self.books, received.message.merchant_id, received.message.conversation_id, self.now)

    def _merchant(self, received: Received) -> Merchant:
        merchant = self.books.merchant(received.message.merchant_id)
        if merchant is None:
            raise Unknown("merchant", received.message.merchant_id)
        return merchant

    def _phone(self, received: Received) -> str:
        return self._contact(received).phone

    def _contact(self, received: Received) -> Contact:
        contact = self.books.contact(received.message.merchant_id, received.conversation.contact_id)
        if contact is None:
            raise Unknown("contact", received.conversation.contact_id)
        return contact


Answer: TypeAlias = Callable[[Intake, Received, Intent], None]

_ANSWERS: dict[IntentLabel, Answer] = {
    IntentLabel.OPT_OUT: Intake.opt_out,
    IntentLabel.CRISIS: Intake.crisis,
    IntentLabel.MINOR: Intake.minor,
    IntentLabel.WRONG_NUMBER: Intake.wrong_number,
    IntentLabel.HOSTILE: Intake.hostile,
    IntentLabel.HUMAN_REQUEST: Intake.human_request,
    IntentLabel.HELP: Intake.help,
    IntentLabel.OPT_IN: Intake.opt_in,
}

_ALERTS: dict[IntentLabel | IntentKind, EscalationReason] = {
    IntentLabel.CRISIS: EscalationReason.CRISIS,
    IntentLabel.MINOR: EscalationReason.MINOR,
    IntentKind.LEGAL_THREAT: EscalationReason.LEGAL_THREAT,
    IntentKind.ABUSE: EscalationReason.ABUSE,
}
