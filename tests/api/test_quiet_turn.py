"""Which turns of the AI's are drawn as quiet, from the log alone."""

from zoneinfo import ZoneInfo

from api.pages.moments import Moments
from api.pages.quiet_turn import QuietTurn, quiet_turns
from conversation.event import Event, EventKind
from tests.api.pages import NOON

ASKED = {"name": "lookup_cart", "arguments": '{"of": "Noah"}', "outcome": "found"}


def drawn(*happened: tuple[EventKind, int, dict[str, str]]) -> dict[int, QuietTurn]:
    events = [
        Event(f"evt_{number}", "mer_1", "cvn_1", number, seq, kind, "ai", NOON, details)
        for number, (kind, seq, details) in enumerate(happened, 1)
    ]
    return quiet_turns(Moments(ZoneInfo("UTC"), NOON), events)


def test_silence_says_why_and_what_was_asked() -> None:
    [turn] = drawn(
        (EventKind.TOOL_CALLED, 2, ASKED), (EventKind.SILENCE_KEPT, 2, {"why": "the shopper only acknowledged"})
    ).values()
    assert turn.words == "The AI wrote nothing: the shopper only acknowledged"
    assert [(call.name, call.asked, call.outcome) for call in turn.calls] == [
        ("looked at the cart", "of: Noah", "found")
    ]


def test_what_was_asked_for_a_text_that_left_belongs_to_that_text() -> None:
    assert drawn((EventKind.TOOL_CALLED, 2, ASKED), (EventKind.ESCALATED, 4, {"reason": "customer_request"})) == {}
    refused = (EventKind.DRAFT_REFUSED, 2, {"due": "due_1"})
    assert drawn((EventKind.TOOL_CALLED, 2, ASKED), refused, (EventKind.ESCALATED, 2, {})) == {}


def test_a_wait_for_the_model_is_drawn_and_destroyed_words_leave_the_rest() -> None:
    turns = drawn(
        (EventKind.TURN_POSTPONED, 1, {"why": "the model is away"}),
        (EventKind.TOOL_CALLED, 1, {"name": "lookup_cart", "outcome": "found"}),
        (EventKind.TEXT_CANCELLED, 1, {}),
        (EventKind.ESCALATED, 1, {}),
    )
    assert turns[1].words == "The AI could not write, and was to try again: the model is away"
    assert [call.asked for call in turns[4].calls] == [""]
