"""Texts held against a brand: its exemplars' voice, its persona's sliders, its emoji and its blocked words."""

import json
from random import Random

import pytest

from conversation.message import Purpose
from conversation.persona import EmojiLevel, Persona, Tone
from evals.tone import readings_of
from evals.tone.fitting import fit_measures, position
from evals.tone.voice import VALIDATED, Voice, voice_measure, voice_of
from evals.transcript import Transcript
from tests.evals.made import clean, sent, with_fields
from training.rows import DATA

TASKMASTER, AIRLINE = DATA / "taskmaster4" / "data_07.json", DATA / "tau_v1" / "gpt-4o-airline.json"
CALM = ("Take your time. I am here if a question comes up.", "Happy to look that up for you.", "Of course, no rush.")


def texts(*words: str) -> Transcript:
    return with_fields(messages=tuple(sent(at, one, at, Purpose.REPLY) for at, one in enumerate(words, 1)))(clean())


def fits(persona: Persona, *words: str) -> dict[str, float]:
    found = readings_of(texts(*words), fit_measures(persona))
    return {name: readings[0].value for name, readings in found.items()}


def test_a_text_like_the_exemplars_is_nearer_than_another() -> None:
    voice = voice_of(CALM)
    near, far = voice.distance("Of course. Happy to look."), voice.distance("ZOMG GRAB IT!!! best dealz evr")
    assert near is not None and far is not None and 0 < near < far < 1
    assert [round(r.value, 6) for r in voice_measure(voice).read(texts("Of course. Happy to look."))] == [
        round(near, 6)
    ]


def test_an_exemplar_of_itself_has_no_distance_and_no_letters_have_none() -> None:
    assert voice_of(["all alike"] * 3).distance("all alike") == 0
    assert voice_of(CALM).distance("") is None


def test_too_few_exemplars_say_how_many_are_needed() -> None:
    with pytest.raises(ValueError, match="write at least 3, one a line"):
        voice_of(["one", " ", "two"])


@pytest.mark.skipif(not (TASKMASTER.exists() and AIRLINE.exists()), reason="shared/data is not beside the repository")
def test_held_out_texts_of_a_house_are_nearer_to_it_than_anothers() -> None:
    people, machine = _people(), _machine()
    found = round(_auc(people, machine), 2), round(_auc(machine, people), 2)
    print(f"\nvoice, 20 exemplars: AUC {found[0]} and {found[1]}")
    assert VALIDATED.endswith(f"AUC {found[0]:.2f} and {found[1]:.2f}".replace("0.", "."))
    assert min(found) > 0.85


def _people() -> list[str]:
    talks = json.loads(TASKMASTER.read_text(encoding="utf-8"))
    return _unlike(turn["text"] for talk in talks for turn in talk["utterances"] if turn["speaker"].lower() != "user")


def _machine() -> list[str]:
    talks = json.loads(AIRLINE.read_text(encoding="utf-8"))
    return _unlike(turn["content"] for talk in talks for turn in talk["traj"] if turn.get("role") == "assistant")


def _unlike(said) -> list[str]:
    found = list(dict.fromkeys(text for text in said if isinstance(text, str) and len(text) > 15))
    Random(0).shuffle(found)
    return found


def _auc(own: list[str], other: list[str]) -> float:
    voice: Voice = voice_of(own[:20])
    near, far = ([voice.distance(text) or 0.0 for text in some] for some in (own[20:120], other[:100]))
    return sum((a < b) + (a == b) / 2 for a in near for b in far) / len(near) / len(far)


@pytest.mark.parametrize(
    ("slider", "low", "high"),
    [
        ("formal", "hey it's cool, wanna grab it?", "I would be pleased to assist with the order."),
        ("bold", "Perhaps it might suit, if you like.", "Pick the blue one. Use it daily. Check the size."),
        ("empathetic", "It ships Monday.", "I hear you, that makes sense. What happened?"),
        ("playful", "It ships Monday.", "It ships Monday! Woo! \U0001f389"),
    ],
)
def test_a_slider_is_fitted_by_texts_at_its_end_and_not_by_those_at_the_other(slider: str, low: str, high: str) -> None:
    assert (position(slider, texts(low)) or 0) < (position(slider, texts(high)) or 0)
    at_end = Persona(tone=Tone(**{slider: 2}))
    assert fits(at_end, high)[f"fit_{slider}"] > 0.7 > fits(at_end, low)[f"fit_{slider}"]


def test_no_texts_have_no_fit() -> None:
    assert all(found == () for found in readings_of(texts(), fit_measures(Persona())).values())


@pytest.mark.parametrize(("level", "broken"), [(EmojiLevel.NONE, 2), (EmojiLevel.FEW, 1), (EmojiLevel.SOME, 0)])
def test_emoji_are_as_many_as_the_persona_allows(level: EmojiLevel, broken: int) -> None:
    persona = Persona(emoji=("\U0001f33f",), emoji_level=level)
    assert fits(persona, "a \U0001f33f b \U0001f33f")["persona_broken"] == broken


def test_blocked_words_and_foreign_emoji_break_the_persona() -> None:
    persona = Persona(emoji=("\U0001f33f",), emoji_level=EmojiLevel.SOME, blocked=("cheap",))
    assert fits(persona, "Cheap \U0001f680")["persona_broken"] == 2
