"""The purpose of a draft: derived from what caused it and what the ledger knows, never chosen by its author."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TypeAlias

from compliance.facts import Facts
from compliance.intents import IntentLabel, read_intent
from compliance.rulebook import Rulebook
from conversation.cart import CartState
from conversation.conversation import Control
from conversation.draft import CauseKind, Draft
from conversation.escalation import SILENT_REASONS
from conversation.flow_run import ABOUT_AN_ORDER
from conversation.message import Message, Purpose

UNFOUNDED = "purpose.unfounded"
"""The rule that refuses a draft whose purpose nothing in the ledger bears out."""


"""Suppressions that the shopper asked for in words, and that are therefore confirmed to them."""


@dataclass(frozen=True, slots=True)
class Unfounded:
    """The draft would be of `purpose`, but the ledger does not bear its cause out."""

    purpose: Purpose
    why: str


Derived: TypeAlias = Purpose | Unfounded


def derive(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    """Return the purpose that the cause of `draft` gives it, once the facts bear that cause out.

    The author is not looked at. An answer to the shopper's text is a reply while that text has answers left; whatever
    comes after them, or before any text, is proactive and so the cart's one reminder, where there is a live cart.
    """
    return _DERIVATIONS[draft.cause.kind](draft, facts, rulebook)


def _answer(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    if facts.asked is None:
        return _as_reminder(facts, otherwise="it answers no text of this conversation")
    age = draft.composed_at - facts.asked.created_at
    if age > timedelta(days=rulebook.rule(UNFOUNDED).number("reply_days")):
        return _as_reminder(facts, otherwise="the text it answers is too old to answer")
    newest = facts.last_inbound or facts.asked
    answers = [sent for sent in facts.sent_after(newest) if sent.purpose is Purpose.REPLY]
    if len(answers) >= rulebook.rule("reply.budget").number("most") and _is_free(facts):
        return Purpose.REMINDER
    return Purpose.REPLY


def _as_reminder(facts: Facts, *, otherwise: str) -> Derived:
    return Purpose.REMINDER if _is_free(facts) else Unfounded(Purpose.REPLY, otherwise)


def _is_free(facts: Facts) -> bool:
    return facts.cart is not None and facts.cart.state is CartState.OPEN and facts.slot is None


def _reminder(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    if facts.cart is None or facts.cart.contact_id != facts.contact.id:
        return Unfounded(Purpose.REMINDER, "the shopper has no such cart")
    if facts.cart.id != facts.conversation.cart_id:
        return Unfounded(Purpose.REMINDER, "the conversation is about another cart by now")
    return Purpose.REMINDER


def _holding(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    escalation = facts.conversation.escalation
    if facts.conversation.control is not Control.ESCALATED or escalation is None:
        return Unfounded(Purpose.HOLDING, "nobody has been asked for")
    if escalation.reason in SILENT_REASONS:
        return Unfounded(Purpose.HOLDING, f"no holding text is owed for {escalation.reason.value}")
    return Purpose.HOLDING


def _opt_out_confirmation(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    standing = facts.suppression
    if standing is None or not standing.is_live:
        return Unfounded(Purpose.OPT_OUT_CONFIRMATION, "the number is not opted out")
    if not standing.is_asked_for:
        return Unfounded(Purpose.OPT_OUT_CONFIRMATION, f"nobody asked for it: suppressed for {standing.reason.value}")
    return Purpose.OPT_OUT_CONFIRMATION


def _resubscription(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    lifted = facts.suppression.lifted_at if facts.suppression else None
    if facts.asked is None or lifted is None or lifted < facts.asked.created_at:
        return Unfounded(Purpose.OPT_IN_CONFIRMATION, "no opt-out was lifted by this text")
    return Purpose.OPT_IN_CONFIRMATION


def _opt_in(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    answered = facts.asked is not None and any(
        consent.answer_id == facts.asked.id and consent.confirmed_at is not None for consent in facts.consents
    )
    prompted = facts.prompting is not None and facts.prompting.confirmed_at is None
    if not answered and not prompted:
        return Unfounded(Purpose.OPT_IN_CONFIRMATION, "no opt-in was asked for or confirmed")
    return Purpose.OPT_IN_CONFIRMATION


def _help(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    if not _asks(facts.asked, IntentLabel.HELP):
        return Unfounded(Purpose.HELP, "the text it answers does not ask for help")
    return Purpose.HELP


def _identity(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    asks = facts.asked is not None and read_intent(facts.asked.text, pending_opt_in=False).is_identity
    if not asks:
        return Unfounded(Purpose.IDENTITY_ANSWER, "the text it answers does not ask who is texting")
    return Purpose.IDENTITY_ANSWER


def _safety(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    if not _asks(facts.asked, IntentLabel.CRISIS):
        return Unfounded(Purpose.SAFETY, "the text it answers tells of no danger")
    return Purpose.SAFETY


def _asks(text: Message | None, label: IntentLabel) -> bool:
    return text is not None and read_intent(text.text, pending_opt_in=False).label is label


def _followup(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    if facts.asked is None:
        return Unfounded(Purpose.REQUESTED_FOLLOWUP, "nobody asked for it")
    if facts.last_inbound is not None and facts.last_inbound.id != facts.asked.id:
        return Unfounded(Purpose.REQUESTED_FOLLOWUP, "the shopper has written again since")
    return Purpose.REQUESTED_FOLLOWUP


def _campaign(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    return Purpose.CAMPAIGN if draft.cause.ref else Unfounded(Purpose.CAMPAIGN, "it names no campaign")


def _notification(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    return Purpose.NOTIFICATION if draft.cause.ref else Unfounded(Purpose.NOTIFICATION, "it names no order")


def _flow(draft: Draft, facts: Facts, rulebook: Rulebook) -> Derived:
    """Within a flow the run says what a text is: an answer, a cart's one reminder, news of an order, or promotion."""
    run = facts.run
    if run is None or run.contact_id != facts.contact.id:
        return Unfounded(Purpose.CAMPAIGN, "no such flow runs for this shopper")
    if not run.is_running:
        return Unfounded(Purpose.CAMPAIGN, f"the flow's run is {run.state.value}")
    if run.heard is not None:
        return _answer(draft, facts, rulebook)
    if run.is_about_cart:
        return _reminder(draft, facts, rulebook)
    return Purpose.NOTIFICATION if run.is_transactional and run.trigger in ABOUT_AN_ORDER else Purpose.CAMPAIGN


_DERIVATIONS: Mapping[CauseKind, Callable[[Draft, Facts, Rulebook], Derived]] = MappingProxyType(
    {
        CauseKind.INBOUND: _answer,
        CauseKind.CART: _reminder,
        CauseKind.ESCALATION: _holding,
        CauseKind.SUPPRESSION: _opt_out_confirmation,
        CauseKind.RESUBSCRIPTION: _resubscription,
        CauseKind.OPT_IN: _opt_in,
        CauseKind.HELP: _help,
        CauseKind.IDENTITY: _identity,
        CauseKind.SAFETY: _safety,
        CauseKind.FOLLOWUP: _followup,
        CauseKind.CAMPAIGN: _campaign,
        CauseKind.ORDER: _notification,
        CauseKind.FLOW: _flow,
    }
)
