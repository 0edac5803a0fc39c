"""Every boundary of every state's hours, plus and minus a minute, by every zone's clock, against a second opinion."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.facts import Facts
from compliance.gate import decide
from compliance.rulebook import Rulebook
from compliance.rules.finding import Case
from conversation.contact import Contact
from conversation.message import Author, Body, Purpose
from conversation.number_check import CheckAnswer, CheckKind, NumberCheck
from conversation.verdict import Allow, Defer, Refuse, Verdict
from tests.compliance import hours_oracle as oracle
from tests.compliance.cases import CART, CONTACT, RULEBOOK, escalated, facts, inbound, sent, with_settings

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PLACELESS = "+18885550142"
STATES = sorted(oracle.rows())
TERRITORIES = {"PR", "VI", "GU", "AS", "MP"}
YEAR = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]
TELLING = [
    date(2025, 12, 31),  # the day before Oregon's hours
    date(2026, 1, 1),
    date(2026, 3, 7),  # Saturday, the clocks go forward in the night
    date(2026, 3, 8),
    date(2026, 7, 24),  # a holiday in Utah alone
    date(2026, 10, 31),  # Saturday, the clocks go back in the night
    date(2026, 11, 1),
]
BOUND = {
    Purpose.CAMPAIGN: "Tidewater: new packs are here. Reply STOP to opt out.",
    Purpose.REMINDER: "Tidewater: your Trail Pack 40L is still in your cart. Reply STOP to opt out.",
    Purpose.NOTIFICATION: "Tidewater: your order is on its way. Reply STOP to opt out.",
    Purpose.REQUESTED_FOLLOWUP: "Tidewater: you asked about the Trail Pack 40L. Reply STOP to opt out.",
    Purpose.REPLY: "It is waterproof.",
}
"""A harmless text of each purpose that quiet hours bind."""


@dataclass(frozen=True)
class Place:
    """A shopper, and what the oracle is to know of them."""

    contact: Contact
    states: frozenset[str]
    zones: tuple[ZoneInfo, ...]

    def is_allowed(self, moment: datetime) -> bool:
        if not self.states:
            return oracle.allowed_where_unknown(moment, list(self.zones))
        return oracle.allowed(moment, set(self.states), list(self.zones))


def places_of(state: str) -> Iterator[Place]:
    """The state alone, with all its zones; and by each of its zones."""
    zones = tuple(oracle.zones_by_state()[state])
    yield Place(replace(CONTACT, phone=PLACELESS, region=state, timezone=None), frozenset({state}), zones)
    if len(zones) > 1:
        for zone in zones:
            contact = replace(CONTACT, phone=PLACELESS, region=state, timezone=zone.key)
            yield Place(contact, frozenset({state}), (zone,))


def instants(state: str, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Every boundary of the local day, a minute before and a minute after it."""
    midnight = datetime.combine(day, time())
    for minutes in sorted(oracle.boundaries(state, day)):
        instant = (midnight + minutes * MINUTE).replace(tzinfo=zone).astimezone(UTC)
        yield from (instant - MINUTE, instant, instant + MINUTE)


def known(place: Place, now: datetime, purpose: Purpose) -> Facts:
    """A shopper who wrote an hour ago, so that no grace runs, and left a cart then; Maine has been asked about them."""
    cart = replace(CART, abandoned_at=now - HOUR)
    check = NumberCheck("mer_1", CONTACT.phone, CheckKind.REASSIGNED, CheckAnswer.CLEAR, now, now, "a test")
    return facts(inbound(at=now - HOUR), contact=place.contact, cart=cart, number_checks=(check,))


def check(place: Place, now: datetime, purpose: Purpose) -> None:
    """The gate and the oracle agree, now and about the next opening."""
    case = Case(purpose, Body(BOUND[purpose]), known(place, now, purpose), now, Author.AI)
    expires = now + timedelta(days=7)
    match decide(case, RULEBOOK, expires):
        case Allow(until=until):
            assert place.is_allowed(now), (place, now)
            assert all(place.is_allowed(step) for step in steps(now, until)), (place, now, until)
        case Defer(at=at):
            assert not place.is_allowed(now), (place, now)
            assert place.is_allowed(at), (place, now, at)
            assert not any(place.is_allowed(step) for step in steps(now, at)), (place, now, at)
            assert isinstance(decide(replace(case, now=at), RULEBOOK, expires), Allow)
        case Refuse(rule=rule):
            assert rule == "no_lawful_window"
            assert not any(place.is_allowed(step) for step in steps(now, now + last(purpose)))


def last(purpose: Purpose) -> timedelta:
    """How long after `known`'s hour a text of `purpose` may still leave."""
    hours = {Purpose.REMINDER: 47, Purpose.REQUESTED_FOLLOWUP: 71}
    return timedelta(hours=hours.get(purpose, 7 * 24))


def steps(begin: datetime, end: datetime) -> Iterator[datetime]:
    """The hours between: every window begins and ends on the hour and is longer than two."""
    while begin < end:
        yield begin
        begin += HOUR


def check_state(state: str, days: list[date], purposes: list[Purpose]) -> int:
    checked = 0
    for place in places_of(state):
        for day in days:
            for zone in place.zones:
                for now in instants(state, day, zone):
                    check(place, now, purposes[checked % len(purposes)])
                    checked += 1
    return checked


@pytest.mark.parametrize("state", STATES)
def test_no_text_leaves_outside_a_states_hours_on_telling_days(state: str) -> None:
    assert check_state(state, TELLING, list(BOUND)) >= len(TELLING) * 6


@pytest.mark.prove
@pytest.mark.parametrize("state", STATES)
def test_no_text_leaves_outside_a_states_hours_on_any_day_of_a_year(state: str) -> None:
    print(f"{state}: {check_state(state, YEAR, list(BOUND))} instants")


codes = st.sampled_from(sorted((code, state) for state, codes in oracle.area_codes().items() for code in codes))
moments = st.integers(0, 2 * 365 * oracle.MINUTES_A_DAY).map(lambda n: datetime(2025, 12, 1, tzinfo=UTC) + n * MINUTE)
addresses = st.sampled_from([None, *sorted(set(STATES) - {"GU", "MP", "AS"})])
purposes = st.sampled_from(sorted(BOUND))


@settings(max_examples=400)
@given(codes, addresses, addresses, moments, purposes)
def test_where_candidates_disagree_a_text_waits_for_all_of_them(
    code: tuple[int, str], shipping: str | None, billing: str | None, now: datetime, purpose: Purpose
) -> None:
    states = {state for state in (code[1], shipping, billing) if state}
    contact = replace(
        CONTACT, phone=f"+1{code[0]}5550142", region=shipping, billing_region=billing, timezone="America/Denver"
    )
    check(Place(contact, frozenset(states), (ZoneInfo("America/Denver"),)), now, purpose)


@settings(max_examples=200)
@given(moments, purposes)
def test_where_nothing_is_known_a_text_waits_for_the_hours_that_suit_every_state(
    now: datetime, purpose: Purpose
) -> None:
    fifty = {zone for state, zones in oracle.zones_by_state().items() if len(state) == 2 for zone in zones}
    mainland = tuple(
        fifty - {zone for state in ("PR", "VI", "GU", "AS", "MP") for zone in oracle.zones_by_state()[state]}
    )
    check(Place(replace(CONTACT, phone=PLACELESS, timezone=None), frozenset(), mainland), now, purpose)


@pytest.mark.parametrize("purpose", [Purpose.HELP, Purpose.IDENTITY_ANSWER, Purpose.SAFETY])
def test_named_answers_leave_at_night(purpose: Purpose) -> None:
    now = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    place = next(places_of("AL"))
    asked = inbound("HELP", now - MINUTE)
    case = Case(
        purpose,
        Body("Tidewater: write to help@tidewater.example"),
        facts(asked, contact=place.contact),
        now,
        Author.SYSTEM,
    )
    assert isinstance(decide(case, RULEBOOK, now + HOUR), Allow)


def test_a_cap_that_ends_at_night_waits_for_the_morning() -> None:
    """Three texts left at 22:30 in Denver: the cap that they fill ends at 22:30 of the next day."""
    now = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    left = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    outbound = tuple(sent(Purpose.CAMPAIGN, left + n * MINUTE, seq=n) for n in range(3))
    place = Place(replace(CONTACT, region="CO"), frozenset({"CO"}), (ZoneInfo("America/Denver"),))
    told = replace(known(place, now, Purpose.CAMPAIGN), outbound=outbound)
    case = Case(Purpose.CAMPAIGN, Body(BOUND[Purpose.CAMPAIGN]), told, now, Author.AI)
    verdict = decide(case, RULEBOOK, now + timedelta(days=3))
    assert isinstance(verdict, Defer)
    assert verdict.at == datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    assert verdict.rule == "quiet_hours.federal"
    assert "that we started" in verdict.why and "then" in verdict.why


GRACED = [Purpose.REPLY, Purpose.HOLDING]
EVENING = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
"""20:30 in Denver."""


def in_grace(purpose: Purpose, state: str, book: Rulebook = RULEBOOK, minutes: int = 15, ago: int = 10) -> Verdict:
    """What the gate says at 20:30 to an answer to a text of ten minutes ago."""
    contact = replace(CONTACT, phone=PLACELESS, region=state)
    known = facts(
        inbound(at=EVENING - ago * MINUTE),
        contact=contact,
        merchant=with_settings(reply_grace_minutes=minutes),
        conversation=escalated(at=EVENING),
    )
    return decide(Case(purpose, Body(BOUND[Purpose.REPLY]), known, EVENING, Author.AI), book, EVENING + 24 * HOUR)


@pytest.mark.parametrize("purpose", GRACED)
def test_an_answer_may_leave_in_a_states_night_within_the_merchants_grace(purpose: Purpose) -> None:
    graced = in_grace(purpose, "FL")
    assert isinstance(graced, Allow)
    assert graced.until <= EVENING + 5 * MINUTE
    late = in_grace(purpose, "FL", ago=15)
    assert isinstance(late, Defer | Refuse) and late.rule in ("quiet_hours.state", "no_lawful_window")
    assert not isinstance(in_grace(purpose, "FL", minutes=0), Allow)
    assert not isinstance(in_grace(purpose, "FL", minutes=600, ago=31), Allow)


@pytest.mark.parametrize("purpose", GRACED)
def test_a_state_may_forbid_the_grace(purpose: Purpose) -> None:
    """No state does in the rulebook that ships; this one has Florida do so."""
    state = RULEBOOK.rule("quiet_hours.state")
    rows = tuple(replace(row, numbers={"most_grace_minutes": 0}) if row.region == "FL" else row for row in state.rows)
    strict = replace(RULEBOOK, rules={**RULEBOOK.rules, state.id: replace(state, rows=rows)})
    assert not isinstance(in_grace(purpose, "FL", strict), Allow)
    assert isinstance(in_grace(purpose, "OK", strict), Allow)


def test_what_waits_says_whose_law_it_is() -> None:
    verdict = in_grace(Purpose.REPLY, "FL", ago=20)
    assert isinstance(verdict, Defer)
    assert verdict.why == "it is outside 08:00-20:00 in FL"
    assert verdict.trail.facts["states"] == "FL"
    assert verdict.trail.facts["hours"] == "08:00-20:00"
