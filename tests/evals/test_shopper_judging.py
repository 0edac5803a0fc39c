"""Simulated shoppers are judged: what a simulator does wrong sets a play aside, and is counted."""

from dataclasses import replace

import pytest

from conversation.message import Author, Purpose
from evals.junit import as_junit
from evals.report import as_text
from evals.score import Verdict, score, score_one
from evals.shoppers.judging import faults_of
from evals.shoppers.role import Goal, Role
from evals.shoppers.shopper import Ending, Line
from evals.shoppers.simulation import SimulationNote
from evals.summary import as_json
from tests.evals.made import clean
from tests.evals.test_score import AFTER_STOP, UNMET

WANTS_CODE = Role(goal=Goal.DISCOUNT, unknown={"order number": "#0988"})
OFFER = "Use code SAVE10-AB12C for 10% off."
SPOILT = SimulationNote("openai:m", "discount", 1, "satisfied", False, 1, ("it stopped early",))


def talk(*words: str) -> tuple[Line, ...]:
    """The shopper and the AI by turns."""
    by = (Author.CONTACT, Author.AI)
    return tuple(Line(by[at % 2], one, Purpose.REPLY if at % 2 else None) for at, one in enumerate(words))


GOOD = [
    (talk("too expensive", OFFER), Ending.SATISFIED),
    (talk("too expensive", OFFER, "great, thanks", "You are welcome!"), Ending.SATISFIED),
    (talk("too expensive", "no", "any codes?", "no", "bye then"), Ending.GAVE_UP),
    (talk("hi, any codes?", "Your order #0988 is on its way.", "yes #0988", OFFER), Ending.BOUGHT),
]
BAD = [
    (talk("too expensive", "no"), Ending.SATISFIED, "it stopped early"),
    (talk("too expensive"), Ending.GAVE_UP, "it stopped early"),
    ((), Ending.SATISFIED, "it said nothing"),
    (talk("any codes?", "no", "it is order #0988"), Ending.GAVE_UP, "it leaked what it cannot know: order number"),
    (talk("codes?", OFFER, "thanks, bye", "Bye!", "have a great day", "You too!"), Ending.SATISFIED, "it said goodbye"),
    (talk("codes?", OFFER, "ok", "?", "hm", "?", "so", "?"), Ending.CUT_OFF, "it ran on after its goal was met"),
    (talk("hi there", "Hi!", "hello, any codes?", OFFER), Ending.SATISFIED, "it opened twice"),
    (talk("any codes?", "no", "Any codes", "no"), Ending.GAVE_UP, "it opened twice"),
]


@pytest.mark.parametrize(("lines", "ending"), GOOD)
def test_a_shopper_who_plays_its_part_has_no_faults(lines: tuple[Line, ...], ending: Ending) -> None:
    assert faults_of(WANTS_CODE, lines, ending, own(lines)) == ()


@pytest.mark.parametrize(("lines", "ending", "fault"), BAD)
def test_a_simulators_fault_is_told(lines: tuple[Line, ...], ending: Ending, fault: str) -> None:
    found = faults_of(WANTS_CODE, lines, ending, own(lines))
    assert len(found) == 1 and found[0].startswith(fault)


def own(lines: tuple[Line, ...]) -> int:
    return sum(line.by is Author.CONTACT for line in lines)


def test_what_is_set_aside_has_neither_passed_nor_failed() -> None:
    scored = score([clean(), replace(UNMET(clean()), scenario="spoilt", simulations=(SPOILT,))])
    (pack,) = scored.packs
    assert [pack.count(verdict) for verdict in (Verdict.GOOD, Verdict.MISSED, Verdict.SET_ASIDE)] == [1, 0, 1]
    assert scored.verdict is Verdict.GOOD
    assert "set aside: it stopped early" in as_text(scored)
    assert '"SET_ASIDE": 1' in as_json(scored)
    assert 'skipped="1"' in as_junit(scored) and "<skipped" in as_junit(scored) and "<failure" not in as_junit(scored)


def test_a_violation_counts_whoever_played_the_shopper() -> None:
    assert score_one(replace(AFTER_STOP(clean()), simulations=(SPOILT,))).verdict is Verdict.VIOLATED


def test_a_run_of_nothing_but_what_was_set_aside_is_not_judged() -> None:
    assert score([replace(clean(), simulations=(SPOILT,))]).verdict is Verdict.UNJUDGED
