"""What the gate says of numbers that take no texts, numbers that may not sell, and templates that carriers filter."""

from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.facts import Facts
from conversation.draft import CauseKind, Draft
from conversation.halt import Halt
from conversation.sender import Registration, UseCase
from conversation.verdict import Allow, Defer, Refuse, Verdict
from tests.compliance.cases import CONTACT, MARKETING, NOON, SENDER, ask_gate, draft, facts

REMINDER = draft("Tidewater: your Trail Pack 40L is still in your cart.", CauseKind.CART, "crt_1")
CAMPAIGN = draft("Tidewater: new packs are here.", CauseKind.CAMPAIGN, "cmp_1")
REPLY = draft("It holds 40 litres.", CauseKind.INBOUND, "")
HOUR = timedelta(hours=1)
HALT = Halt("hlt_1", "mer_1", "", "carriers filtered 3 of 9 texts", "system", NOON - HOUR, template="campaign:cmp_1")


def decided(asked: Draft, known: Facts) -> Verdict:
    return ask_gate(asked, known).verdict


def silent(**changes: object) -> Facts:
    marked = {"unreachable_since": NOON - HOUR, "unreachable_why": "twilio 30005: unknown handset", **changes}
    return facts(contact=replace(CONTACT, **marked))  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [REMINDER, REPLY])
def test_a_number_that_takes_no_texts_gets_none_and_the_refusal_says_why(asked: Draft) -> None:
    verdict = decided(asked, silent())
    assert isinstance(verdict, Refuse)
    assert (verdict.rule, "twilio 30005: unknown handset" in verdict.why) == ("number.unreachable", True)


def test_a_phone_that_was_away_is_left_alone_for_a_while_only() -> None:
    verdict = decided(REMINDER, silent(unreachable_until=NOON + 2 * HOUR))
    assert isinstance(verdict, Defer)
    assert verdict.at == NOON + 2 * HOUR
    assert isinstance(decided(REMINDER, silent(unreachable_until=NOON)), Allow)


def test_a_number_registered_for_care_alone_sells_nothing() -> None:
    care = replace(SENDER, use_case=UseCase.CUSTOMER_CARE)
    verdict = decided(REMINDER, facts(sender=care))
    assert isinstance(verdict, Refuse)
    assert (verdict.rule, "customer care" in verdict.why) == ("sender.campaign_type", True)
    for use in (UseCase.MIXED, UseCase.MARKETING, UseCase.LOW_VOLUME):
        assert isinstance(decided(REMINDER, facts(sender=replace(SENDER, use_case=use))), Allow)


@pytest.mark.parametrize("state", [one for one in Registration if one is not Registration.VERIFIED])
def test_a_number_that_is_not_verified_sends_nothing_and_says_why(state: Registration) -> None:
    stopped = replace(SENDER, registration=state, suspended_why="complaints", suspended_code="30034")
    verdict = decided(REMINDER, facts(sender=stopped))
    assert isinstance(verdict, Refuse)
    assert verdict.rule == "sender.registered"
    assert f"{state.value}: complaints (code 30034)" in verdict.why


def test_nothing_is_made_from_a_template_that_was_stopped() -> None:
    known = facts(consents=(MARKETING,))
    assert isinstance(decided(CAMPAIGN, known), Allow)
    verdict = decided(CAMPAIGN, replace(known, template_halt=HALT))
    assert isinstance(verdict, Refuse)
    assert (verdict.rule, HALT.reason in verdict.why) == ("template.filtered", True)
