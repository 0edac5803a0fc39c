"""Expectations of scenarios: met by what happened, missed by what did not."""

from typing import Any

import pytest

from conversation.event import EventKind
from evals.expect import Expect
from evals.expecting import missed
from tests.evals.made import clean, event, with_fields

MET: tuple[dict[str, Any], ...] = (
    {"events": ["control.escalated", "control.taken_over", "control.handed_back", "contact.suppressed"]},
    {"no_events": ["cart.recovered"]},
    {"tools": ["offer_discount"], "no_tools": ["lookup_policy"]},
    {"says": ["SAVE10", "15 INCH"], "never_says": ["90%"]},
    {"control": "ai", "suppressed": True, "escalation": "asked_for_person"},
    {"offers": 1, "reminders": 1, "ai_texts": 3, "sent_texts": {"least": 6, "most": 6}},
    {"texts": [{"nth": 1, "label": "A2P", "author": "ai", "purpose": "reminder", "says": "STOP"}]},
    {"texts": [{"nth": 4, "label": "P2P", "author": "human", "never_says": "STOP"}]},
    {"order": ["control.escalated", {"text": "human", "label": "P2P"}, "control.handed_back", {"text": "ai"}]},
    {"no_ai_after": "control.taken_over"},
    {"recovered": False, "offer_percent": {"most": 10}},
    {"tone": {"segments": {"most": 2}, "questions": {"least": 0, "most": 1}}},
    {"texts": [{"nth": -1, "purpose": "opt_out_confirmation", "not_before": "12:09", "not_after": "12:09"}]},
)
MISSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"events": ["control.handed_back", "control.taken_over"]}, "events"),
    ({"events": ["cart.recovered"]}, "events"),
    ({"no_events": ["control.escalated"]}, "no_events"),
    ({"tools": ["lookup_cart"]}, "tools"),
    ({"no_tools": ["offer_discount"]}, "no_tools"),
    ({"says": "30 days"}, "says"),
    ({"never_says": "Save10"}, "never_says"),
    ({"order": [{"text": "human"}, "control.escalated"]}, "order"),
    ({"order": [{"text": "human", "label": "A2P"}]}, "order"),
    ({"no_ai_after": "cart.updated"}, "no_ai_after"),
    ({"no_ai_after": "cart.recovered"}, "no_ai_after"),
    ({"recovered": True}, "recovered"),
    ({"offer_percent": {"most": 9}}, "offer_percent"),
    ({"tone": {"segments": {"most": 0.5}}}, "tone.segments"),
    ({"tone": {"upset_heard": {"least": 0}}}, "tone.upset_heard"),
    ({"control": "human"}, "control"),
    ({"suppressed": False}, "suppressed"),
    ({"escalation": "refund"}, "escalation"),
    ({"offers": 0}, "offers"),
    ({"reminders": 2}, "reminders"),
    ({"ai_texts": {"most": 2}}, "ai_texts"),
    ({"sent_texts": {"least": 7}}, "sent_texts"),
    ({"texts": [{"nth": 9}]}, "text 9: nth"),
    ({"texts": [{"nth": 0}]}, "text 0: nth"),
    ({"texts": [{"nth": 4, "label": "A2P"}]}, "text 4: label"),
    ({"texts": [{"nth": 1, "author": "human"}]}, "text 1: author"),
    ({"texts": [{"nth": 1, "purpose": "reply"}]}, "text 1: purpose"),
    ({"texts": [{"nth": 1, "says": "discount"}]}, "text 1: says"),
    ({"texts": [{"nth": 1, "not_before": "12:01"}]}, "text 1: not_before"),
    ({"texts": [{"nth": -1, "not_after": "12:08"}]}, "text -1: not_after"),
)


@pytest.mark.parametrize("wanted", MET, ids=str)
def test_what_happened_meets_the_expectation(wanted: dict[str, Any]) -> None:
    assert missed(with_fields(expect=Expect.model_validate(wanted))(clean())) == ()


@pytest.mark.parametrize(("wanted", "field"), MISSED, ids=str)
def test_what_did_not_happen_is_told_by_field(wanted: dict[str, Any], field: str) -> None:
    found = missed(with_fields(expect=Expect.model_validate(wanted))(clean()))
    assert [miss.field for miss in found] == [field]


def test_a_conversation_that_never_began_meets_no_end() -> None:
    never = with_fields(expect=Expect.model_validate({"control": "ai"}), end=None)(clean())
    assert [miss.got for miss in missed(never)] == ["none"]


CALLS: tuple[tuple[Any, bool], ...] = (
    (["offer_discount", "escalate_to_human"], True),
    ([{"escalate_to_human": {"reason": "ASKED_for_person"}}], True),
    ([{"escalate_to_human": {"reason": "refund"}}], False),
    (["offer_discount", "offer_discount"], False),
    ({"mode": "unordered", "calls": ["escalate_to_human", "offer_discount"]}, True),
    ({"mode": "unordered", "calls": ["offer_discount"]}, False),
    ({"mode": "strict", "calls": ["offer_discount", "escalate_to_human"]}, True),
    ({"mode": "strict", "calls": ["escalate_to_human", "offer_discount"]}, False),
    ({"mode": "strict", "calls": ["offer_discount"]}, False),
)


@pytest.mark.parametrize(("wanted", "is_met"), CALLS)
def test_tool_calls_are_held_against_their_mode_and_arguments(wanted: object, *, is_met: bool) -> None:
    reason = '{"reason": "asked_for_person"}'
    called = (
        event(1, 1, EventKind.TOOL_CALLED, 1, "ai", name="offer_discount", arguments="{}"),
        event(2, 1, EventKind.TOOL_CALLED, 2, "ai", name="escalate_to_human", arguments=reason),
    )
    played = with_fields(events=called, expect=Expect.model_validate({"tools": wanted}))(clean())
    assert (missed(played) == ()) is is_met


def test_a_wanted_offer_that_was_never_made_is_missed() -> None:
    none = with_fields(offers=())(clean())
    wanted = with_fields(expect=Expect.model_validate({"offer_percent": 10}))(none)
    assert [str(miss.got) for miss in missed(wanted)] == ["no offer"]
    assert missed(with_fields(expect=Expect.model_validate({"offer_percent": {"most": 10}}))(none)) == ()
