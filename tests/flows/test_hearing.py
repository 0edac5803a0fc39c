"""Hearing: a reply is understood by what it means, not by one exact word."""

import pytest

from flows.hearing import case_of, has_phrase, means
from flows.steps import Case, Place

PLACE = Place(1, "cases[0]")


@pytest.mark.parametrize("text", ["yes", "YES!", "Yeah sure", "ok", "Sounds good to me", "yes please 👍", "si"])
def test_yes_is_heard(text: str) -> None:
    assert means("yes", text)


@pytest.mark.parametrize(
    "text", ["no", "Nope.", "not now", "no thanks", "I don't want it", "yesterday", "not ok", "okapi"]
)
def test_what_is_no_yes_is_not_heard_as_one(text: str) -> None:
    assert not means("yes", text)


def test_the_first_case_that_fits_is_taken_and_slips_of_the_thumb_are_forgiven() -> None:
    cases = (Case(PLACE, ("no",), (), ()), Case(PLACE, (), ("size chart",), ()), Case(PLACE, ("question",), (), ()))
    assert case_of(cases, "no, what is it?") == 0
    assert case_of(cases, "Size  CHART please?") == 1
    assert case_of(cases, "how long does it take?") == 2
    assert case_of(cases, "blue") is None
    assert has_phrase("broken", "it came brokne")
    assert not has_phrase("fit", "outfit")
