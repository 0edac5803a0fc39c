"""Purposes follow from the ledger's facts, whoever writes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.facts import Facts
from compliance.purpose import Unfounded, derive
from conversation.cart import CartState
from conversation.consent import ConsentState, SuppressionReason
from conversation.draft import Cause, CauseKind, Draft
from conversation.escalation import EscalationReason
from conversation.message import Author, Purpose
from tests.compliance.cases import (
    CART,
    CONSENT,
    CONVERSATION,
    NOON,
    RULEBOOK,
    SLOT,
    answering,
    draft,
    escalated,
    facts,
    inbound,
    sent,
    suppressed,
)

REPLIES = (sent(Purpose.REPLY, seq=2), sent(Purpose.REPLY, seq=3))
LIFTED = replace(suppressed(since=NOON - timedelta(days=1)), lifted_at=NOON)
OLD = inbound(at=NOON - timedelta(days=40))


def purpose_of(one: Draft, known: Facts) -> Purpose | str:
    derived = derive(one, known, RULEBOOK)
    return f"no {derived.purpose.value}" if isinstance(derived, Unfounded) else derived


@pytest.mark.parametrize("author", [Author.AI, Author.HUMAN, Author.TEMPLATE])
class TestAnswers:
    """Both seats alike."""

    def test_an_answer_is_a_reply(self, author: Author) -> None:
        assert purpose_of(draft(author=author), answering()) is Purpose.REPLY

    def test_a_third_answer_takes_the_slot(self, author: Author) -> None:
        assert purpose_of(draft(author=author), answering(outbound=REPLIES)) is Purpose.REMINDER

    def test_a_third_answer_without_a_free_slot_stays_a_reply_for_the_budget_to_refuse(self, author: Author) -> None:
        assert purpose_of(draft(author=author), answering(outbound=REPLIES, slot=SLOT)) is Purpose.REPLY

    def test_texting_first_takes_the_slot(self, author: Author) -> None:
        assert purpose_of(draft(ref="", author=author), facts()) is Purpose.REMINDER

    def test_texting_first_without_a_cart_has_no_purpose(self, author: Author) -> None:
        assert purpose_of(draft(ref="", author=author), facts(cart=None)) == "no reply"

    def test_texting_first_after_the_slot_is_gone_has_no_purpose(self, author: Author) -> None:
        assert purpose_of(draft(ref="", author=author), facts(slot=SLOT)) == "no reply"

    def test_a_text_of_long_ago_is_not_answered_but_reminded(self, author: Author) -> None:
        assert purpose_of(draft(author=author), facts(OLD)) is Purpose.REMINDER
        assert purpose_of(draft(author=author), facts(OLD, cart=None)) == "no reply"


@pytest.mark.parametrize(
    ("kind", "ref", "known", "purpose"),
    [
        (CauseKind.CART, "crt_1", facts(), Purpose.REMINDER),
        (CauseKind.CART, "crt_9", facts(cart=None), "no reminder"),
        (CauseKind.CART, "crt_1", facts(cart=replace(CART, contact_id="con_2")), "no reminder"),
        (CauseKind.CART, "crt_2", facts(cart=replace(CART, id="crt_2")), "no reminder"),
        (CauseKind.CART, "crt_1", facts(cart=replace(CART, state=CartState.RECOVERED)), Purpose.REMINDER),
        (CauseKind.ESCALATION, "cvn_1#3", facts(conversation=escalated()), Purpose.HOLDING),
        (CauseKind.ESCALATION, "cvn_1#3", facts(), "no holding"),
        (CauseKind.ESCALATION, "x", facts(conversation=escalated(EscalationReason.ABUSE)), "no holding"),
        (CauseKind.SUPPRESSION, "msg_in", answering("STOP", suppression=suppressed()), Purpose.OPT_OUT_CONFIRMATION),
        (
            CauseKind.SUPPRESSION,
            "x",
            facts(suppression=suppressed(SuppressionReason.CARRIER)),
            "no opt_out_confirmation",
        ),
        (CauseKind.SUPPRESSION, "msg_in", answering("STOP"), "no opt_out_confirmation"),
        (CauseKind.SUPPRESSION, "msg_in", answering("START", suppression=LIFTED), "no opt_out_confirmation"),
        (CauseKind.RESUBSCRIPTION, "msg_in", answering("START", suppression=LIFTED), Purpose.OPT_IN_CONFIRMATION),
        (CauseKind.RESUBSCRIPTION, "msg_in", answering("START"), "no opt_in_confirmation"),
        (CauseKind.RESUBSCRIPTION, "x", facts(suppression=LIFTED), "no opt_in_confirmation"),
        (CauseKind.OPT_IN, "cns_1", facts(), "no opt_in_confirmation"),
        (CauseKind.HELP, "msg_in", answering("HELP"), Purpose.HELP),
        (CauseKind.HELP, "msg_in", answering("is it blue?"), "no help"),
        (CauseKind.HELP, "msg_in", facts(), "no help"),
        (CauseKind.IDENTITY, "msg_in", answering("are you a bot?"), Purpose.IDENTITY_ANSWER),
        (CauseKind.IDENTITY, "msg_in", answering("HELP"), "no identity_answer"),
        (CauseKind.SAFETY, "msg_in", answering("I want to die"), Purpose.SAFETY),
        (CauseKind.SAFETY, "msg_in", answering("hello"), "no safety"),
        (CauseKind.FOLLOWUP, "msg_in", answering("text me tomorrow"), Purpose.REQUESTED_FOLLOWUP),
        (CauseKind.FOLLOWUP, "x", facts(), "no requested_followup"),
        (CauseKind.CAMPAIGN, "cmp_1", facts(), Purpose.CAMPAIGN),
        (CauseKind.CAMPAIGN, "", facts(), "no campaign"),
        (CauseKind.ORDER, "ord_1", facts(), Purpose.NOTIFICATION),
        (CauseKind.ORDER, "", facts(), "no notification"),
    ],
)
def test_each_cause_is_checked(kind: CauseKind, ref: str, known: Facts, purpose: Purpose | str) -> None:
    assert purpose_of(draft(kind=kind, ref=ref), known) == purpose


def test_an_opt_in_is_asked_for_and_its_answer_confirmed() -> None:
    requested = replace(CONSENT, state=ConsentState.REQUESTED, prompt_id=None, confirmed_at=None, answer_id=None)
    prompt = facts(consents=(requested,), prompting=requested)
    assert purpose_of(draft(kind=CauseKind.OPT_IN, ref="cns_1"), prompt) is Purpose.OPT_IN_CONFIRMATION
    answered = replace(CONSENT, answer_id="msg_in")
    known = answering("YES", consents=(answered,))
    assert purpose_of(draft(kind=CauseKind.OPT_IN), known) is Purpose.OPT_IN_CONFIRMATION


def test_a_followup_lapses_when_the_shopper_writes_again() -> None:
    newer = inbound("never mind", seq=2, ref="msg_in2")
    known = answering("text me tomorrow", last_inbound=newer)
    assert purpose_of(draft(kind=CauseKind.FOLLOWUP), known) == "no requested_followup"


def test_every_kind_of_cause_has_a_derivation() -> None:
    for kind in CauseKind:
        known = answering(conversation=CONVERSATION)
        assert purpose_of(replace(draft(), cause=Cause(kind, "msg_in")), known)
