"""Slips of a finger: which words are made good, and which stay what they are."""

import pytest

from compliance.intents import IntentLabel, read_intent
from compliance.intents.slips import slips_of


def test_a_slip_is_one_key() -> None:
    assert {"stpo", "sttop", "sop", "stip", "dtop"} <= slips_of("stop")
    assert slips_of("stop").isdisjoint({"stop", "shop", "stops", "xyop", "slop"})


@pytest.mark.parametrize("word", ["unsubscribe", "remove", "cancel", "optout", "stopall"])
def test_no_slip_hides_a_long_keyword(word: str) -> None:
    read = {slip: read_intent(slip, pending_opt_in=False).label for slip in slips_of(word) - {"removes"}}
    assert {slip for slip, label in read.items() if label is not IntentLabel.OPT_OUT} == set()


@pytest.mark.parametrize("text", ["testing 1 2", "ending soon?", "what is a shop", "top", "send", "massage oil?"])
def test_words_are_no_slips(text: str) -> None:
    assert not read_intent(text, pending_opt_in=False).suppress
