"""Rules about the number: the do-not-call registry, and who has it by now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.draft import CauseKind
from conversation.number_check import CheckAnswer, CheckKind, NumberCheck
from conversation.verdict import Allow, Refuse, Verdict
from tests.compliance.cases import CONSENT, CONTACT, MARKETING, NOON, ask_gate, draft, facts, with_settings

REMINDER = draft("Tidewater: your Trail Pack 40L is still in your cart.", CauseKind.CART, "crt_1")
CAMPAIGN = draft("Tidewater: new packs are here.", CauseKind.CAMPAIGN, "cmp_1")
MONTH = timedelta(days=31)


def check(kind: CheckKind, answer: CheckAnswer, age: timedelta = timedelta(days=1)) -> NumberCheck:
    return NumberCheck("mer_1", CONTACT.phone, kind, answer, NOON - age, NOON - age, "a test")


def reminder(*checks: NumberCheck, state: str = "CO", scrub: bool = False) -> Verdict:
    contact = replace(CONTACT, region=state)
    return ask_gate(
        REMINDER, facts(contact=contact, number_checks=checks, merchant=with_settings(scrub_consented=scrub))
    ).verdict


def rule_of(verdict: Verdict) -> str | None:
    return verdict.rule if isinstance(verdict, Refuse) else None


def test_written_consent_exempts_a_number_from_the_registry() -> None:
    assert isinstance(reminder(check(CheckKind.DO_NOT_CALL, CheckAnswer.LISTED)), Allow)
    assert isinstance(reminder(), Allow)


@pytest.mark.parametrize(
    ("answer", "age", "allowed"),
    [
        (CheckAnswer.CLEAR, MONTH, True),
        (CheckAnswer.CLEAR, MONTH + timedelta(minutes=1), False),
        (CheckAnswer.LISTED, timedelta(days=1), False),
        (CheckAnswer.NO_DATA, timedelta(days=1), False),
    ],
)
def test_a_merchant_may_scrub_everybody_by_data_of_31_days(answer: CheckAnswer, age: timedelta, allowed: bool) -> None:
    verdict = reminder(check(CheckKind.DO_NOT_CALL, answer, age), scrub=True)
    assert isinstance(verdict, Allow) is allowed
    assert allowed or rule_of(verdict) == "dnc.national"
    assert rule_of(reminder(scrub=True)) == "dnc.national"


@pytest.mark.parametrize("cause", [REMINDER, CAMPAIGN])
def test_a_number_with_another_owner_gets_nothing_that_we_start(cause: object) -> None:
    known = facts(number_checks=(check(CheckKind.REASSIGNED, CheckAnswer.LISTED),))
    verdict = ask_gate(cause, known).verdict  # type: ignore[arg-type]
    assert rule_of(verdict) == "reassigned.numbers"


def test_an_opt_in_that_is_younger_than_the_answer_is_the_new_owners() -> None:
    fresh = NOON - timedelta(hours=1)
    agreed = tuple(replace(one, confirmed_at=fresh, requested_at=fresh) for one in (CONSENT, MARKETING))
    known = facts(number_checks=(check(CheckKind.REASSIGNED, CheckAnswer.LISTED),), consents=agreed)
    assert isinstance(ask_gate(REMINDER, known).verdict, Allow)


@pytest.mark.parametrize(
    ("checks", "allowed"),
    [
        ((), False),
        ((check(CheckKind.REASSIGNED, CheckAnswer.NO_DATA),), False),
        ((check(CheckKind.REASSIGNED, CheckAnswer.CLEAR, MONTH + timedelta(minutes=1)),), False),
        ((check(CheckKind.REASSIGNED, CheckAnswer.CLEAR, MONTH),), True),
        ((check(CheckKind.DO_NOT_CALL, CheckAnswer.CLEAR),), False),
    ],
)
def test_maine_has_the_database_asked_first(checks: tuple[NumberCheck, ...], allowed: bool) -> None:
    verdict = reminder(*checks, state="ME")
    assert isinstance(verdict, Allow) is allowed
    assert allowed or (rule_of(verdict) == "reassigned.numbers" and "ME demands it" in verdict.why)  # type: ignore[union-attr]
    assert isinstance(reminder(*checks, state="NH"), Allow)
