"""What holds of the gate over generated facts of every kind: some cases in each run, 5,000 of each in `make prove`."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from compliance.claims import volunteers_offer
from compliance.gate import Decision, decide
from compliance.rules.finding import Case
from compliance.wording import complete
from conversation.message import Author, Purpose
from conversation.verdict import Allow, Defer, Refuse, Verdict
from tests.compliance.any_case import PLACELESS, SEATS, ZONES_OF_STATES, Moment, cases, labels
from tests.compliance.cases import RULEBOOK, ask_gate

ANY_HOUR = {
    Purpose.OPT_OUT_CONFIRMATION,
    Purpose.HELP,
    Purpose.OPT_IN_CONFIRMATION,
    Purpose.IDENTITY_ANSWER,
    Purpose.SAFETY,
}
GRACED = {Purpose.REPLY, Purpose.HOLDING}
MOST_GRACE = 30
NEAR = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FAR = settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LIFETIMES = st.integers(1, 6000).map(lambda minutes: timedelta(minutes=minutes))


def decided(moment: Moment, life: timedelta, at: datetime | None = None) -> Decision:
    return ask_gate(moment.draft, moment.facts, at or moment.now, moment.now + life)


def outcome(verdict: Verdict) -> tuple[object, ...]:
    """The verdict without what it remembers of how it was reached."""
    match verdict:
        case Allow(until=until):
            return ("allow", until)
        case Defer(at=at, rule=rule, why=why):
            return ("defer", at, rule, why)
        case Refuse(rule=rule, why=why, overridable=overridable):
            return ("refuse", rule, why, overridable)


def check_author_and_label(moment: Moment, author: Author, label: dict[str, object], life: timedelta) -> None:
    """Another author and another label, the same purpose and the same verdict.

    A person's answering for what nothing backs, and an automated claim to be a person, are about who speaks; neither
    is in these drafts. What another author's introduction adds counts only where it makes a text too long.
    """
    one = replace(moment, draft=replace(moment.draft, override=None))
    other = replace(one, draft=replace(one.draft, author=author, **label))  # type: ignore[arg-type]
    first, second = decided(one, life), decided(other, life)
    event(first.verdict.__class__.__name__)
    assert first.purpose is second.purpose
    assert outcome(first.verdict) == outcome(second.verdict)


def check_same_words(moment: Moment, purpose: Purpose, life: timedelta) -> None:
    """For a given purpose, with the very words that would leave, every author gets the same verdict."""
    body = complete(moment.draft, purpose, moment.facts)
    verdicts = {
        outcome(decide(Case(purpose, body, moment.facts, moment.now, author), RULEBOOK, moment.now + life))
        for author in SEATS
    }
    assert len(verdicts) == 1


def check_defer(moment: Moment, life: timedelta) -> None:
    """With unchanged facts, what had to wait may leave when the wait is over."""
    verdict = decided(moment, life).verdict
    event(verdict.__class__.__name__)
    if isinstance(verdict, Defer):
        assert moment.now < verdict.at < moment.now + life
        assert isinstance(decided(moment, life, verdict.at).verdict, Allow)


def check_window(moment: Moment, life: timedelta) -> None:
    """Nothing is allowed outside the hours but what may leave at any hour, and answers in their grace.

    The hours are counted here by the wall clock of the shopper's zone, or of all where it is not known.
    """
    decision = decided(moment, life)
    if not isinstance(decision.verdict, Allow) or decision.purpose in ANY_HOUR or is_open(moment):
        return
    event("in its grace")
    newest = moment.facts.last_inbound
    assert decision.purpose in GRACED and newest is not None
    grace = min(moment.facts.merchant.settings.reply_grace_minutes, MOST_GRACE)
    assert newest.created_at <= moment.now < newest.created_at + timedelta(minutes=grace)
    assert decision.verdict.until <= newest.created_at + timedelta(minutes=grace)
    assert not (decision.purpose is Purpose.REPLY and volunteers_offer(moment.draft.body, newest.text))


def check_until(moment: Moment, life: timedelta, share: float) -> None:
    """What is allowed until a moment is not made to wait before it: only a fact that ends may refuse it."""
    verdict = decided(moment, life).verdict
    if isinstance(verdict, Allow) and verdict.until > moment.now:
        between = moment.now + (verdict.until - moment.now) * share
        assert not isinstance(decided(moment, life, between).verdict, Defer)


def is_open(moment: Moment) -> bool:
    """Count the hours anew: 8:00 to 21:00 where the shopper is; where nobody knows, the cautious ones in any state."""
    contact = moment.facts.contact
    if contact.timezone is not None:
        return 8 <= moment.now.astimezone(ZoneInfo(contact.timezone)).hour < 21
    if contact.phone != PLACELESS:
        return 8 <= moment.now.astimezone(ZoneInfo("Europe/London")).hour < 21
    local = [moment.now.astimezone(ZoneInfo(zone)) for zone in ZONES_OF_STATES]
    return all(10 <= there.hour < 17 and there.weekday() != 6 for there in local)


@NEAR
@given(cases(), st.sampled_from(SEATS), labels(), LIFETIMES)
def test_no_verdict_changes_with_author_or_label(
    moment: Moment, author: Author, label: dict[str, object], life: timedelta
) -> None:
    check_author_and_label(moment, author, label, life)


@NEAR
@given(cases(), st.sampled_from(Purpose), LIFETIMES)
def test_every_purpose_has_one_verdict_for_all_authors(moment: Moment, purpose: Purpose, life: timedelta) -> None:
    check_same_words(moment, purpose, life)


@NEAR
@given(cases(), LIFETIMES)
def test_what_waits_may_leave_when_the_wait_is_over(moment: Moment, life: timedelta) -> None:
    check_defer(moment, life)


@NEAR
@given(cases(), LIFETIMES)
def test_nothing_leaves_outside_the_window_but_what_is_named(moment: Moment, life: timedelta) -> None:
    check_window(moment, life)


@NEAR
@given(cases(), LIFETIMES, st.floats(0, 0.999))
def test_what_is_allowed_need_not_wait_before_its_bound(moment: Moment, life: timedelta, share: float) -> None:
    check_until(moment, life, share)


@pytest.mark.prove
@pytest.mark.timeout(900)
class TestIn5000Cases:
    @FAR
    @given(cases(), st.sampled_from(SEATS), labels(), LIFETIMES)
    def test_no_verdict_changes_with_author_or_label(
        self, moment: Moment, author: Author, label: dict[str, object], life: timedelta
    ) -> None:
        check_author_and_label(moment, author, label, life)

    @FAR
    @given(cases(), st.sampled_from(Purpose), LIFETIMES)
    def test_every_purpose_has_one_verdict_for_all_authors(
        self, moment: Moment, purpose: Purpose, life: timedelta
    ) -> None:
        check_same_words(moment, purpose, life)

    @FAR
    @given(cases(), LIFETIMES)
    def test_what_waits_may_leave_when_the_wait_is_over(self, moment: Moment, life: timedelta) -> None:
        check_defer(moment, life)

    @FAR
    @given(cases(), LIFETIMES)
    def test_nothing_leaves_outside_the_window_but_what_is_named(self, moment: Moment, life: timedelta) -> None:
        check_window(moment, life)

    @FAR
    @given(cases(), LIFETIMES, st.floats(0, 0.999))
    def test_what_is_allowed_need_not_wait_before_its_bound(
        self, moment: Moment, life: timedelta, share: float
    ) -> None:
        check_until(moment, life, share)
