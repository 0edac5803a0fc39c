"""What holds of the gate for every author, cause, hour and text."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.facts import Facts
from compliance.gate import decide
from compliance.rules.finding import Case
from compliance.wording import complete
from conversation.cart import CartState
from conversation.consent import SuppressionReason
from conversation.draft import Cause, CauseKind, Draft
from conversation.message import Author, Purpose
from conversation.override import Override
from conversation.verdict import Allow, Defer, Refuse
from tests.compliance.cases import (
    CART,
    CONTACT,
    DANA,
    NOON,
    RULEBOOK,
    SLOT,
    ask_gate,
    draft,
    escalated,
    facts,
    inbound,
    sent,
    suppressed,
)

SEATS = [Author.AI, Author.HUMAN, Author.TEMPLATE, Author.SYSTEM]
WORDS = [
    "It is waterproof.",
    "Hi Noah, your Trail Pack 40L is still in your cart.",
    "Your code SAVE10-AB3CD takes 10% off.",
    "Take 50% off today only!",
    "HELP",
    "Tidewater: you are unsubscribed.",
    "Only 2 left, hurry",
    "",
]
TEXTS = ["hello", "STOP", "HELP", "START", "are you a bot?", "I want to die", "any discount?", "agent"]

moments = st.integers(0, 7 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))
drafts = st.builds(
    lambda kind, author, body, ref, confirmed: replace(
        draft(body, kind, ref, author), override=Override() if confirmed else None, user_id=DANA.id
    ),
    st.sampled_from(CauseKind),
    st.sampled_from(SEATS),
    st.sampled_from(WORDS),
    st.sampled_from(["msg_in", "crt_1", "cns_1", ""]),
    st.booleans(),
)


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    text = inbound(draw(st.sampled_from(TEXTS)), NOON + timedelta(minutes=draw(st.integers(-3000, 0))))
    outbound = tuple(
        sent(draw(st.sampled_from(Purpose)), NOON - timedelta(minutes=draw(st.integers(0, 2000))), seq=n)
        for n in range(draw(st.integers(0, 5)))
    )
    return facts(
        draw(st.sampled_from([text, None])),
        outbound=outbound,
        slot=draw(st.sampled_from([None, SLOT])),
        cart=draw(st.sampled_from([None, CART, replace(CART, state=CartState.RECOVERED)])),
        conversation=draw(st.sampled_from([facts().conversation, escalated()])),
        contact=replace(CONTACT, timezone=draw(st.sampled_from([None, "America/New_York"]))),
    )


@given(drafts, worlds(), moments, st.sampled_from(SuppressionReason))
def test_after_a_suppression_nothing_leaves_but_what_the_design_allows(
    one: Draft, known: Facts, now: datetime, reason: SuppressionReason
) -> None:
    decision = ask_gate(one, replace(known, suppression=suppressed(reason)), now)
    if isinstance(decision.verdict, Refuse):
        assert decision.verdict.rule != "opt_out.nothing_after" or not decision.verdict.overridable
        return
    allowed = {Purpose.OPT_OUT_CONFIRMATION, Purpose.HELP}
    if reason is SuppressionReason.CRISIS:
        allowed.add(Purpose.SAFETY)
    assert decision.purpose in allowed
    if decision.purpose is Purpose.OPT_OUT_CONFIRMATION:
        assert isinstance(decision.verdict, Allow)
        assert decision.verdict.until <= NOON + timedelta(minutes=5)
        assert "?" not in decision.body.text


@given(drafts, worlds(), moments)
def test_no_verdict_depends_on_the_author(one: Draft, known: Facts, now: datetime) -> None:
    """For the same purpose and the same words as they would leave."""
    body = complete(one, Purpose.REPLY, known)
    for purpose in Purpose:
        verdicts = {
            decide(Case(purpose, body, known, now, author), RULEBOOK, now + timedelta(hours=24)).__class__
            for author in SEATS
        }
        assert len(verdicts) == 1


@given(drafts, worlds(), moments)
def test_no_purpose_depends_on_the_author(one: Draft, known: Facts, now: datetime) -> None:
    assert len({ask_gate(replace(one, author=author), known, now).purpose for author in SEATS}) == 1


@given(drafts, worlds(), moments, st.integers(1, 3000))
def test_what_is_allowed_or_waits_is_bounded(one: Draft, known: Facts, now: datetime, minutes: int) -> None:
    expires = now + timedelta(minutes=minutes)
    verdict = ask_gate(one, known, now, expires).verdict
    if isinstance(verdict, Allow):
        assert now <= verdict.until <= expires
    if isinstance(verdict, Defer):
        assert now < verdict.at < expires


@given(drafts, worlds(), moments)
def test_what_may_leave_now_may_leave_until_its_bound(one: Draft, known: Facts, now: datetime) -> None:
    verdict = ask_gate(one, known, now).verdict
    if isinstance(verdict, Allow) and verdict.until - now > timedelta(seconds=1):
        almost = verdict.until - timedelta(seconds=1)
        assert not isinstance(ask_gate(one, known, almost, verdict.until).verdict, Defer)


@given(worlds(), moments, st.sampled_from([CauseKind.CART, CauseKind.CAMPAIGN, CauseKind.ORDER, CauseKind.FOLLOWUP]))
def test_nothing_proactive_leaves_outside_the_window(known: Facts, now: datetime, kind: CauseKind) -> None:
    known = replace(known, contact=replace(CONTACT, timezone="America/Denver"))
    ref = "crt_1" if kind is CauseKind.CART else "msg_in"
    decision = ask_gate(draft("Hello.", kind, ref), known, now, now + timedelta(days=9))
    if isinstance(decision.verdict, Allow):
        # Denver is seven hours behind UTC all this week.
        assert 8 <= (now - timedelta(hours=7)).hour < 21
        assert "STOP" in decision.body.text
        assert "Tidewater" in decision.body.text


def test_a_cause_is_never_taken_at_its_word() -> None:
    """Orders apart: the ledger has no orders, so an order's id is the shop's word."""
    for kind in set(CauseKind) - {CauseKind.ORDER}:
        one = replace(draft("Hello."), cause=Cause(kind, "made_up"))
        verdict = ask_gate(one, facts(cart=None, consents=())).verdict
        assert isinstance(verdict, Refuse)
