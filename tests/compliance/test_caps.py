"""How often: the nationwide cap, each state's, and the strict reading that a merchant may choose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from compliance.gate import decide
from compliance.rules.finding import Case
from conversation.conversation import Control
from conversation.message import Author, Body, Message, Purpose
from conversation.verdict import Allow, Defer, Refuse, Verdict
from tests.compliance.cases import CONTACT, NOON, RULEBOOK, escalated, facts, inbound, sent, with_settings

HOUR = timedelta(hours=1)
CAMPAIGN = "Tidewater: new packs are here. Reply STOP to opt out."


def ask(
    purpose: Purpose,
    outbound: tuple[Message, ...],
    state: str | None,
    now: datetime = NOON,
    strict: tuple[str, ...] = (),
) -> Verdict:
    body = CAMPAIGN if purpose is Purpose.CAMPAIGN else "It is waterproof."
    contact = replace(CONTACT, phone="+18885550142", region=state, timezone="America/Denver")
    known = facts(
        inbound(at=now - timedelta(minutes=1)),
        contact=contact,
        outbound=outbound,
        merchant=with_settings(strict_cap_states=strict),
        conversation=escalated(at=now) if purpose is Purpose.HOLDING else facts().conversation,
    )
    return decide(Case(purpose, Body(body), known, now, Author.AI), RULEBOOK, now + timedelta(days=3))


def left(purpose: Purpose, now: datetime = NOON, count: int = 3) -> tuple[Message, ...]:
    """Texts of the last hours, in another conversation."""
    return tuple(
        replace(sent(purpose, now - 3 * HOUR - n * timedelta(minutes=1), seq=n), conversation_id="cvn_other")
        for n in range(count)
    )


def test_the_fourth_text_that_we_start_waits_until_the_first_is_a_day_old() -> None:
    verdict = ask(Purpose.CAMPAIGN, left(Purpose.CAMPAIGN), "CO")
    assert isinstance(verdict, Defer)
    assert (verdict.rule, verdict.at) == ("cap.initiated", NOON - 3 * HOUR - timedelta(minutes=2) + 24 * HOUR)
    assert isinstance(ask(Purpose.CAMPAIGN, left(Purpose.CAMPAIGN, count=2), "CO"), Allow)


def test_answers_do_not_count_unless_the_state_is_read_strictly() -> None:
    answers = left(Purpose.REPLY)
    assert isinstance(ask(Purpose.REPLY, answers, "FL"), Allow)
    assert isinstance(ask(Purpose.CAMPAIGN, answers, "FL"), Allow)
    reply = ask(Purpose.REPLY, answers, "FL", strict=("FL",))
    assert isinstance(reply, Refuse)
    assert reply.rule == "cap.state" and not reply.overridable
    assert "FL, where every text counts" in reply.why and "a person has to decide" in reply.why
    campaign = ask(Purpose.CAMPAIGN, answers, "FL", strict=("FL",))
    assert isinstance(campaign, Defer) and campaign.rule == "cap.state"


def test_the_strict_reading_counts_in_its_own_state_alone() -> None:
    assert isinstance(ask(Purpose.REPLY, left(Purpose.REPLY), "CO", strict=("FL",)), Allow)


def test_a_shopper_of_no_known_state_may_be_in_the_strict_one() -> None:
    assert isinstance(ask(Purpose.REPLY, left(Purpose.REPLY), None, strict=("FL",)), Refuse)


def test_oregon_exempts_direct_replies_even_where_it_is_read_strictly() -> None:
    assert isinstance(ask(Purpose.REPLY, left(Purpose.REPLY), "OR", strict=("OR",)), Allow)
    assert isinstance(ask(Purpose.CAMPAIGN, left(Purpose.HELP), "OR", strict=("OR",)), Defer)


@pytest.mark.parametrize(
    ("day", "outcome"), [(datetime(2025, 12, 31, 19, tzinfo=UTC), Allow), (datetime(2026, 1, 1, 19, tzinfo=UTC), Defer)]
)
def test_oregons_cap_begins_with_2026(day: datetime, outcome: type) -> None:
    """Strictly read, so that the nationwide cap does not decide: HELP answers count in Oregon alone."""
    assert isinstance(ask(Purpose.CAMPAIGN, left(Purpose.HELP, day), "OR", day, strict=("OR",)), outcome)


def test_a_holding_text_counts_too_where_every_text_does() -> None:
    assert facts().conversation.control is Control.AI
    verdict = ask(Purpose.HOLDING, left(Purpose.REPLY), "FL", strict=("FL",))
    assert isinstance(verdict, Refuse) and verdict.rule == "cap.state"
