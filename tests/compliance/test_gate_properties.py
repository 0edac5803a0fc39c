"""What holds of the gate for every author, cause, hour and text."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from compliance.gate import decide
from compliance.rules.finding import Case
from compliance.wording import complete
from conversation.consent import SuppressionReason
from conversation.draft import Cause, CauseKind
from conversation.message import Purpose
from conversation.verdict import Allow, Defer, Refuse
from tests.compliance.any_case import SEATS, Moment, cases
from tests.compliance.cases import CONTACT, RULEBOOK, ask_gate, draft, facts, suppressed

DENVER = ZoneInfo("America/Denver")
PROACTIVE = {Purpose.REMINDER, Purpose.CAMPAIGN, Purpose.NOTIFICATION, Purpose.REQUESTED_FOLLOWUP}


@given(cases(), st.sampled_from(SuppressionReason), st.integers(0, 20))
def test_after_a_suppression_nothing_leaves_but_what_the_design_allows(
    one: Moment, reason: SuppressionReason, minutes: int
) -> None:
    standing = suppressed(reason, one.now - timedelta(minutes=minutes))
    decision = ask_gate(one.draft, replace(one.facts, suppression=standing), one.now)
    if isinstance(decision.verdict, Refuse):
        assert decision.verdict.rule != "opt_out.nothing_after" or not decision.verdict.overridable
        return
    allowed = {Purpose.OPT_OUT_CONFIRMATION, Purpose.HELP}
    if reason is SuppressionReason.CRISIS:
        allowed.add(Purpose.SAFETY)
    assert decision.purpose in allowed
    if decision.purpose is Purpose.OPT_OUT_CONFIRMATION:
        assert isinstance(decision.verdict, Allow)
        assert decision.verdict.until <= standing.since + timedelta(minutes=5)
        assert "?" not in decision.body.text


@given(cases())
def test_no_verdict_depends_on_the_author(one: Moment) -> None:
    """For the same purpose and the same words as they would leave."""
    body = complete(one.draft, Purpose.REPLY, one.facts)
    for purpose in Purpose:
        verdicts = {
            decide(Case(purpose, body, one.facts, one.now, author), RULEBOOK, one.now + timedelta(hours=24)).__class__
            for author in SEATS
        }
        assert len(verdicts) == 1


@given(cases())
def test_no_purpose_depends_on_the_author(one: Moment) -> None:
    assert len({ask_gate(replace(one.draft, author=seat), one.facts, one.now).purpose for seat in SEATS}) == 1


@given(cases(), st.integers(1, 3000))
def test_what_is_allowed_or_waits_is_bounded(one: Moment, minutes: int) -> None:
    expires = one.now + timedelta(minutes=minutes)
    verdict = ask_gate(one.draft, one.facts, one.now, expires).verdict
    if isinstance(verdict, Allow):
        assert one.now <= verdict.until <= expires
    if isinstance(verdict, Defer):
        assert one.now < verdict.at < expires


@given(cases())
def test_what_may_leave_now_may_leave_until_its_bound(one: Moment) -> None:
    verdict = ask_gate(one.draft, one.facts, one.now).verdict
    if isinstance(verdict, Allow) and verdict.until - one.now > timedelta(seconds=1):
        almost = verdict.until - timedelta(seconds=1)
        assert not isinstance(ask_gate(one.draft, one.facts, almost, verdict.until).verdict, Defer)


@given(cases())
def test_nothing_proactive_leaves_outside_the_window(one: Moment) -> None:
    known = replace(one.facts, contact=replace(CONTACT, timezone=DENVER.key))
    decision = ask_gate(one.draft, known, one.now, one.now + timedelta(days=9))
    if isinstance(decision.verdict, Allow) and decision.purpose in PROACTIVE:
        assert 8 <= one.now.astimezone(DENVER).hour < 21
        assert "STOP" in decision.body.text
        assert "Tidewater" in decision.body.text


def test_a_cause_is_never_taken_at_its_word() -> None:
    """Orders apart: the ledger has no orders, so an order's id is the shop's word."""
    for kind in set(CauseKind) - {CauseKind.ORDER}:
        one = replace(draft("Hello."), cause=Cause(kind, "made_up"))
        verdict = ask_gate(one, facts(cart=None, consents=())).verdict
        assert isinstance(verdict, Refuse)
