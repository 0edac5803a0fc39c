"""STOP anywhere in any conversation ends everything but the texts the design names, on the shopper's own phone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.compliance.street import OnPhone, Street

MORNING = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
"""A Tuesday, 9:30 where the shopper lives."""

STOPS = {
    "STOP": "opt_out",
    "stop texting me": "opt_out",
    "please take me off your list": "opt_out",
    "no más": "opt_out",
    "wrong number": "wrong_number",
    "I'm 12 years old": "minor",
    "i want to kill myself": "crisis",
    "I will sue you, my lawyer will be in touch": "hostile",
}
CONFIRMED = {"opt_out", "wrong_number"}
CHATTER = [
    "hello?",
    "is shipping free?",
    "YES",
    "a real person please",
    "are you a bot?",
    "ok thanks",
    "text me tomorrow",
]
SAYINGS = [
    "Happy to help.",
    "Your Backpack is still in your cart.",
    "Tidewater: we miss you! Reply STOP to opt out.",
    "Use code SAVE50 for 50% off!",
    "You have opted out and will get no more texts from us.",
    "Shall I hold it for you?",
]
STEPS = [timedelta(minutes=minutes) for minutes in (1, 4, 6, 16, 31, 120, 600, 1440)]


@dataclass
class Stopped:
    """What may still arrive since the shopper stopped us, and when they asked for that themselves."""

    reasons: list[str]
    seen: int
    asked_at: datetime | None = None
    helps: int = 0
    crises: int = 0


class AnyConversation(RuleBasedStateMachine):
    """Shopper, AI, person, automation, shop and clock in any order; the phone is checked after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.street = Street(MORNING)
        self.stopped: Stopped | None = None
        self.carts = 0

    def teardown(self) -> None:
        self.street.close()

    @rule(words=st.sampled_from(CHATTER))
    def shopper_chats(self, words: str) -> None:
        self.street.shopper_texts(words)

    @rule(words=st.sampled_from(sorted(STOPS)))
    def shopper_stops_us(self, words: str) -> None:
        reason = STOPS[words]
        if self.stopped is None:
            self.stopped = Stopped([], len(self.street.received()))
        self.stopped.reasons.append(reason)
        if reason in CONFIRMED:
            self.stopped.asked_at = self.stopped.asked_at or self.street.clock.now()
        self.stopped.crises += reason == "crisis"
        self.street.shopper_texts(words)

    @rule()
    def shopper_asks_for_help(self) -> None:
        if self.stopped is not None:
            self.stopped.helps += 1
        self.street.shopper_texts("HELP")

    @rule()
    def shopper_starts_again(self) -> None:
        self.street.shopper_texts("START")
        self.check()
        if self.stopped is not None and set(self.stopped.reasons) == {"opt_out"}:
            self.stopped = None

    @rule(words=st.sampled_from(SAYINGS))
    def ai_answers(self, words: str) -> None:
        self.street.seat.words = words
        self.street.run_turns()

    @rule()
    def sender_sends(self) -> None:
        self.street.send()

    @rule()
    def everything_settles(self) -> None:
        self.street.settle()

    @rule()
    def person_takes_over(self) -> None:
        self.street.take_over()

    @rule(words=st.sampled_from(SAYINGS))
    def person_texts(self, words: str) -> None:
        self.street.take_over()
        self.street.person_texts(words)

    @rule()
    def person_hands_back(self) -> None:
        self.street.hand_back()

    @rule(words=st.sampled_from(SAYINGS))
    def campaign_is_sent(self, words: str) -> None:
        self.street.campaign(words)

    @rule(words=st.sampled_from(SAYINGS))
    def automation_follows_up(self, words: str) -> None:
        self.street.follow_up(words)

    @rule(accepts_sms=st.booleans())
    def shopper_leaves_a_cart(self, accepts_sms: bool) -> None:
        self.carts += 1
        self.street.leave_cart(f"tok{self.carts}", accepts_sms=accepts_sms)

    @rule()
    def shopper_buys(self) -> None:
        self.street.buy(f"tok{self.carts}")

    @rule(step=st.sampled_from(STEPS))
    def time_passes(self, step: timedelta) -> None:
        self.street.wait(step)

    @invariant()
    def check(self) -> None:
        if self.stopped is None:
            return
        for text in self.street.received()[self.stopped.seen :]:
            assert self.is_named(text), f"{text.body!r} arrived at {text.at} after {self.stopped}"

    def is_named(self, text: OnPhone) -> bool:
        """Tell whether the text is one of those that the design names; each is spent by arriving."""
        since, stopped = self.street.received(), self.stopped
        assert stopped is not None
        alike = [other for other in since[stopped.seen :] if other.body == text.body]
        if "You have opted out" in text.body:
            asked_at = stopped.asked_at
            in_time = asked_at is not None and asked_at <= text.at <= asked_at + timedelta(minutes=5)
            return in_time and len(alike) == 1 and "?" not in text.body
        if "For help contact" in text.body:
            return len(alike) <= stopped.helps
        if "call or text 988" in text.body:
            return "crisis" in stopped.reasons and len(alike) <= stopped.crises
        return False


BUSY = [HealthCheck.too_slow, HealthCheck.filter_too_much]
FEW = settings(max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=BUSY)
MANY = settings(max_examples=5000, stateful_step_count=25, deadline=None, suppress_health_check=BUSY)


def test_a_stop_ends_everything_in_some_conversations() -> None:
    run_state_machine_as_test(AnyConversation, settings=FEW)


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_a_stop_ends_everything_in_5000_conversations() -> None:
    run_state_machine_as_test(AnyConversation, settings=MANY)


def test_without_a_stop_the_same_road_carries_every_seat() -> None:
    """Or the property above would hold of a road that carries nothing."""
    street = Street(MORNING)
    try:
        street.seat.words = "Your Backpack is still in your cart."
        street.leave_cart("tok1", accepts_sms=True)
        street.wait(timedelta(minutes=31))
        street.settle()
        street.campaign("New colors are here.")
        street.settle()
        street.shopper_texts("hello?")
        street.seat.words = "Happy to help."
        street.settle()
        street.take_over()
        street.person_texts("Shall I hold it for you?")
        street.settle()
        street.buy("tok1")
        street.settle()
        bodies = " | ".join(text.body for text in street.received())
        assert "still in your cart" in bodies and "Happy to help" in bodies
        assert "New colors" in bodies and "Dana here" in bodies and "We have your order" in bodies
    finally:
        street.close()


@pytest.mark.parametrize("words", sorted(STOPS))
def test_each_way_of_stopping_is_understood_and_answered_as_named(words: str) -> None:
    street = Street(MORNING)
    try:
        street.shopper_texts(words)
        street.settle()
        expected = {"opt_out": 1, "wrong_number": 1, "crisis": 1}.get(STOPS[words], 0)
        assert len(street.received()) == expected
        street.take_over()
        street.person_texts("Are you there?")
        street.campaign("New colors are here.")
        street.shopper_texts("HELP")
        street.settle()
        assert len(street.received()) == expected + 1
        street.shopper_texts("START")
        street.settle()
        welcomed = "You can text with us again" in street.received()[-1].body
        assert welcomed is (STOPS[words] == "opt_out")
        street.shopper_texts("hello?")
        street.person_texts("Welcome back.")
        street.settle()
        assert ("Welcome back." in street.received()[-1].body) is welcomed
    finally:
        street.close()


def test_a_cart_that_is_left_after_a_stop_is_given_up_once() -> None:
    """Its reminder would else be due for ever, and the worker would never come to rest."""
    street = Street(MORNING)
    try:
        street.shopper_texts("STOP")
        street.settle()
        street.leave_cart("tok1", accepts_sms=True)
        street.wait(timedelta(minutes=31))
        street.settle()
        talk = street.conversation()
        assert talk is not None
        [row] = street.write(lambda books: books.due_rows(talk.merchant_id, talk.id))[-1:]
        assert (row.state, row.outcome) == ("done", "not sent: opt_out.nothing_after")
        assert len(street.received()) == 1
    finally:
        street.close()
