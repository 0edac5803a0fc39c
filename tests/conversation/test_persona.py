"""A persona has a voice and is nobody."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.errors import Invalid
from conversation.persona import STEPS, Persona, Tone, check_persona

PEOPLE = ("Dana Whitfield", "Omar")
GOOD = Persona(name="Tidewater Assistant", role="shopping helper", blocked=("cheap", "no brainer"), languages=("en",))


def test_a_good_persona_passes() -> None:
    check_persona(GOOD, PEOPLE)
    check_persona(Persona(), PEOPLE)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "Sophie"}, "name"),
        ({"name": "Dana the Assistant"}, "name"),
        ({"name": "omar bot"}, "name"),
        ({"name": "Human Assistant"}, "name"),
        ({"role": "a real stylist"}, "role"),
        ({"role": "a 24 years old surfer girl"}, "role"),
        ({"tone": Tone(bold=3)}, "tone.bold"),
        ({"summary": "x" * 1001}, "summary"),
        ({"blocked": ("",)}, "blocked"),
        ({"phrases": ("word",) * 31}, "phrases"),
        ({"languages": ("English",)}, "languages"),
    ],
)
def test_what_is_out_of_bounds_is_named(changed: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        check_persona(replace(GOOD, **changed), PEOPLE)
    assert raised.value.field == field
    assert raised.value.remedy


@pytest.mark.parametrize("text", ["So CHEAP!", "It is a no brainer.", "cheap"])
def test_blocked_words_are_found_in_any_case(text: str) -> None:
    assert GOOD.blocked_in(text)


@pytest.mark.parametrize("text", ["cheaper than ever", "brainer", ""])
def test_words_that_only_hold_a_blocked_one_pass(text: str) -> None:
    assert GOOD.blocked_in(text) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_blocked_word_is_found_wherever_it_stands(before: str, after: str) -> None:
    assert GOOD.blocked_in(f"{before} cheap {after}") is not None


def test_sliders_have_five_steps() -> None:
    for step in STEPS:
        check_persona(replace(GOOD, tone=Tone(step, step, step, step)), PEOPLE)
