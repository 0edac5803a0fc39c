"""Who hears of what, by which way, and when."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from conversation.agent_seat import AgentProfile
from conversation.alert import TOPICS, Alert, AlertCause, AlertKind, AlertWay
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import AlertWishes, PushDevice, QuietTimes
from conversation.case import Case, CaseState
from conversation.escalation import EscalationReason, Priority
from conversation.merchant import Merchant
from conversation.role import Role
from conversation.user import User
from handoff.notify import Listener, News, alerts_of, is_still_needed, trial_alert, untaken_cause, who_hears
from tests.conversation.world import MERCHANT, NOW

MINUTE = timedelta(minutes=1)
HOOK = AlertHook("hok_1", MERCHANT.id, AlertWay.SLACK, "desk", "https://x.example", "usr_a", NOW)


def listener(name: str, role: Role = Role.AGENT, skills: tuple[str, ...] = (), **wishes: Any) -> Listener:
    user = User(f"usr_{name}", name, {MERCHANT.id: role}, email=f"{name}@tidewater.example")
    device = PushDevice(f"psh_{name}", user.id, "https://push.example", "p", "a", "phone", NOW)
    profile = AgentProfile(user.id, skills)
    return Listener(user, profile, AlertWishes(user.id, MERCHANT.id, **wishes), (device,))


def case(**changes: Any) -> Case:
    plain = Case(
        id="cas_1",
        merchant_id=MERCHANT.id,
        conversation_id="cvn_1",
        state=CaseState.WAITING,
        reason=EscalationReason.REFUND,
        priority=Priority.HIGH,
        opened_at=NOW,
        first_reply_due=NOW + 15 * MINUTE,
        resolution_due=NOW + 240 * MINUTE,
    )
    return replace(plain, **changes)


def news(kind: AlertKind = AlertKind.ESCALATED, about: Case | None = None, person: str | None = None) -> News:
    cause = AlertCause("alc_1", MERCHANT.id, "cvn_1", kind, NOW, NOW, "cas_1", person)
    return News(cause, about or case(), NOW)


CLAIMED = case(state=CaseState.CLAIMED, claimed_by="usr_omar", claimed_at=NOW)
LEGAL = case(reason=EscalationReason.LEGAL_THREAT, priority=Priority.URGENT, skill="lead")
CRISIS = case(reason=EscalationReason.CRISIS, priority=Priority.URGENT)
TEAM = (
    listener("omar"),
    listener("pia", skills=("returns",)),
    listener("lea", Role.LEAD),
    listener("aud", Role.AUDITOR),
)


@pytest.mark.parametrize(
    ("what", "heard"),
    [
        (news(), "omar pia lea"),
        (news(about=case(skill="returns")), "omar pia lea"),
        (news(about=CLAIMED), "omar"),
        (news(about=LEGAL), "lea"),
        (news(AlertKind.UNTAKEN), "lea"),
        (news(AlertKind.OVERDUE), "lea"),
        (news(AlertKind.OVERDUE, CLAIMED), "omar lea"),
        (news(AlertKind.GIVEN, CLAIMED, "usr_omar"), "omar"),
        (news(AlertKind.STAYED, CLAIMED), "omar"),
        (news(AlertKind.STAYED), "lea"),
        (news(AlertKind.SEAT, person="usr_omar"), "lea"),
        (news(AlertKind.SEAT, person="usr_lea"), ""),
        (news(about=replace(CRISIS, state=CaseState.CLAIMED, claimed_by="usr_omar")), "omar pia lea"),
    ],
)
def test_those_hear_of_it_whom_it_is_for(what: News, heard: str) -> None:
    assert [one.user.name for one in who_hears(what, TEAM)] == heard.split()


def test_specialists_hear_first_and_everybody_where_there_is_none() -> None:
    team = (listener("omar", skills=("billing",)), listener("pia", skills=("returns",)))
    assert [one.user.name for one in who_hears(news(about=case(skill="returns")), team)] == ["pia"]
    assert len(who_hears(news(about=case(skill="complaints")), team)) == 2


def ways(alerts: tuple[Alert, ...]) -> list[tuple[str, str]]:
    return [(alert.way.value, alert.target) for alert in alerts]


def test_each_reason_comes_by_the_ways_that_were_chosen_for_it() -> None:
    omar = listener("omar", push=("refund",), email=("untaken",))
    assert ways(alerts_of(news(), [omar], ())) == [("push", "psh_omar")]
    assert ways(alerts_of(news(about=case(reason=EscalationReason.BILLING)), [omar], ())) == []
    lead = listener("lea", Role.LEAD, push=(), email=("untaken",))
    assert ways(alerts_of(news(AlertKind.UNTAKEN), [lead], ())) == [("email", "usr_lea")]
    nobody = replace(lead, user=replace(lead.user, email=None))
    assert alerts_of(news(AlertKind.UNTAKEN), [nobody], ()) == ()


def test_by_default_everything_is_pushed_and_mail_comes_for_what_is_urgent_or_went_wrong() -> None:
    team = [listener("lea", Role.LEAD)]
    assert ways(alerts_of(news(), team, ())) == [("push", "psh_lea")]
    for grave in (news(about=LEGAL), news(AlertKind.OVERDUE), news(AlertKind.UNTAKEN)):
        assert ways(alerts_of(grave, team, ())) == [("push", "psh_lea"), ("email", "usr_lea")]


def test_danger_comes_by_every_way_whatever_was_chosen() -> None:
    deaf = listener("omar", push=(), email=(), quiet=QuietTimes("00:00", "23:59", "UTC"))
    found = alerts_of(news(about=CRISIS), [deaf], [replace(HOOK, topics=())])
    assert ways(found) == [("push", "psh_omar"), ("email", "usr_omar"), ("slack", "hok_1")]
    assert {alert.due_at for alert in found} == {NOW}


def test_hooks_hear_of_their_topics_until_they_are_removed() -> None:
    hooks = [HOOK, replace(HOOK, id="hok_2", topics=("billing",)), replace(HOOK, id="hok_3", removed_at=NOW)]
    assert ways(alerts_of(news(), [], hooks)) == [("slack", "hok_1")]


@pytest.mark.parametrize(
    ("quiet", "at", "end"),
    [
        (("22:00", "07:00"), "2026-11-24T23:30-07:00", "2026-11-25T07:00-07:00"),
        (("22:00", "07:00"), "2026-11-25T06:59-07:00", "2026-11-25T07:00-07:00"),
        (("22:00", "07:00"), "2026-11-25T07:00-07:00", None),
        (("22:00", "07:00"), "2026-11-24T21:59-07:00", None),
        (("12:00", "13:00"), "2026-11-24T12:00-07:00", "2026-11-24T13:00-07:00"),
        (("01:00", "03:30"), "2026-11-01T01:15-06:00", "2026-11-01T03:30-07:00"),
    ],
)
def test_quiet_times_are_the_clocks_on_the_wall(quiet: tuple[str, str], at: str, end: str | None) -> None:
    found = QuietTimes(*quiet, "America/Denver").end_of(datetime.fromisoformat(at))
    assert found == (datetime.fromisoformat(end) if end else None)


def test_in_quiet_times_an_alert_waits_and_what_is_urgent_does_not() -> None:
    omar = listener("omar", Role.LEAD, quiet=QuietTimes("10:00", "11:00", "America/Denver"))
    [waits] = alerts_of(news(), [omar], ())
    assert waits.due_at == NOW + 30 * MINUTE
    assert {alert.due_at for alert in alerts_of(news(about=LEGAL), [omar], ())} == {NOW}


def test_leads_are_to_hear_when_half_of_the_time_to_a_reply_is_left() -> None:
    later = untaken_cause(news(), MERCHANT)
    assert later is not None and (later.kind, later.due_at) == (AlertKind.UNTAKEN, NOW + 7.5 * MINUTE)
    monday = case(first_reply_due=NOW + timedelta(days=3))
    far = untaken_cause(news(about=monday), MERCHANT)
    assert far is not None and far.due_at == NOW + timedelta(days=3) - 7.5 * MINUTE
    assert untaken_cause(news(about=CLAIMED), MERCHANT) is None
    assert untaken_cause(news(AlertKind.UNTAKEN), MERCHANT) is None


@pytest.mark.parametrize(
    ("kind", "about", "needed"),
    [
        (AlertKind.ESCALATED, case(), True),
        (AlertKind.ESCALATED, CLAIMED, False),
        (AlertKind.ESCALATED, replace(CLAIMED, claimed_by="usr_pia"), True),
        (AlertKind.ESCALATED, case(state=CaseState.CLOSED), False),
        (AlertKind.GIVEN, CLAIMED, False),
        (AlertKind.GIVEN, replace(CLAIMED, claimed_by="usr_pia"), True),
        (AlertKind.UNTAKEN, case(), True),
        (AlertKind.UNTAKEN, CLAIMED, False),
        (AlertKind.UNTAKEN, case(first_reply_at=NOW), False),
        (AlertKind.OVERDUE, CLAIMED, True),
        (AlertKind.OVERDUE, case(state=CaseState.CLOSED), False),
        (AlertKind.SEAT, None, True),
    ],
)
def test_what_nobody_needs_any_more_does_not_leave(kind: AlertKind, about: Case | None, needed: bool) -> None:
    pia = listener("pia", Role.LEAD)
    alert = replace(trial_alert(MERCHANT.id, AlertWay.PUSH, "psh_pia", pia.user.id, NOW), kind=kind)
    assert is_still_needed(alert, about, pia.user) is needed
    assert not is_still_needed(alert, about, replace(pia.user, removed_at=NOW)), "nor what is for somebody who left"
    program = replace(alert, way=AlertWay.WEBHOOK, user_id=None)
    assert is_still_needed(program, about, None), "a program hears of everything"


def test_every_reason_can_be_chosen() -> None:
    assert len(set(TOPICS)) == len(TOPICS) == len(EscalationReason) + 11


def test_what_is_over_before_its_moment_is_not_told() -> None:
    merchant: Merchant = MERCHANT
    for gone in (
        news(about=case(state=CaseState.CLOSED)),
        news(AlertKind.UNTAKEN, CLAIMED),
        news(AlertKind.GIVEN, CLAIMED),
    ):
        assert alerts_of(gone, TEAM, [HOOK]) == ()
        assert untaken_cause(gone, merchant) is None


def test_only_leads_hear_of_a_conversation_at_fault_whatever_case_is_open() -> None:
    for kind in (AlertKind.VIOLATED, AlertKind.CODES, AlertKind.SHOP_AWAY):
        assert [one.user.name for one in who_hears(news(kind, CLAIMED), TEAM)] == ["lea"]
    for kind in (AlertKind.UNDELIVERED, AlertKind.NUMBER_STOPPED, AlertKind.TEMPLATE_STOPPED):
        assert [one.user.name for one in who_hears(news(kind, CLAIMED), TEAM)] == ["lea"]


def test_a_stopped_number_is_told_at_any_hour_and_by_mail() -> None:
    quiet = QuietTimes("00:00", "23:59", "UTC")
    told = alerts_of(replace(news(AlertKind.NUMBER_STOPPED), case=None), [listener("lea", Role.LEAD, quiet=quiet)], ())
    assert ways(told) == [("push", "psh_lea"), ("email", "usr_lea")]
    assert {(alert.due_at, alert.priority) for alert in told} == {(NOW, Priority.URGENT)}
