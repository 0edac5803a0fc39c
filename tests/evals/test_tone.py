"""Tone measures: exact where they count, each with the passages that it was read from."""

from itertools import pairwise

import pytest

from conversation.message import Purpose
from evals.tone import MEASURES, readings_of, tone_of
from evals.tone.measure import Reading
from evals.tone.readability import ari, flesch_ease, kincaid_grade, syllables
from evals.tone.sentiment import sentiment
from evals.transcript import Transcript
from tests.evals.made import NOON, changed, clean, inbound, sent, with_fields


def read(measure_id: str, transcript: Transcript) -> tuple[Reading, ...]:
    return readings_of(transcript)[measure_id]


def text(words: str) -> Transcript:
    """Return a conversation in which the AI texts only this."""
    return with_fields(messages=(sent(3, words, 1, Purpose.REPLY),))(clean())


def value(measure_id: str, words: str) -> float:
    (reading,) = read(measure_id, text(words))
    return reading.value


def talk(*lines: str) -> Transcript:
    """Return a conversation: lines that begin with > are the shopper's."""
    notes = (
        inbound(seq, line[1:].strip(), seq) if line.startswith(">") else sent(seq, line, seq, Purpose.REPLY)
        for seq, line in enumerate(lines, start=1)
    )
    return with_fields(messages=tuple(notes))(clean())


@pytest.mark.parametrize(
    ("measure_id", "words", "wanted"),
    [
        ("segments", "a" * 160, 1),
        ("segments", "a" * 161, 2),
        ("segments", "\u00e7" * 71, 2),
        ("ucs2", "hi \U0001f44d", 1),
        ("ucs2", "hi", 0),
        ("characters", "hello", 5),
        ("questions", "Really? Shall I?", 2),
        ("questions", "See https://tidewater.example/c?key=1", 0),
        ("gratitude", "Thanks, and thank you!", 2),
        ("please", "Please reply, please.", 2),
        ("hedges", "I am happy to help if you like, no rush.", 3),
        ("pressure", "Hurry, only 2 left! It sells out fast.", 2),
        ("politeness", "Thanks! Could you please tell me your order number?", 4),
        ("politeness", "Buy it now. You really want it.", -3),
        ("apology", "Sorry, my bad.", 2),
        ("commands", "Order now. I will wait. Click here.", 2),
        ("reactions", "I am so sorry to hear that. That sounds frustrating.", 2),
        ("understanding", "Makes sense, I understand.", 2),
        ("exploring", "What happened? Tell me more.", 2),
        ("contractions", "I\u2019m sure it's fine", 2),
        ("formality", "yeah it's nice now", 0.5),
        ("exclamations", "Wow! Yes!!", 2),
        ("stretched", "soooo good, whee", 1),
        ("sentence", "One two three. Four five six seven eight.", 4),
        ("pressure", "Your code is good until Wed 25 Nov 12:30.", 0),
        ("capitals", "BUY THIS NOW with SAVE10-AC3DE, STOP to end", 1),
        ("marks", "Wow!! What?! Hm!", 2),
        ("emoji", "nice \U0001f600\U0001f389", 2),
    ],
)
def test_a_measure_counts_what_it_says(measure_id: str, words: str, wanted: float) -> None:
    assert value(measure_id, words) == wanted


def test_readability_is_the_automated_readability_index() -> None:
    words = "The quick brown fox jumps over the lazy dog."
    assert ari(words) == pytest.approx(4.71 * 35 / 9 + 0.5 * 9 - 21.43)


def test_a_text_without_words_has_no_readability() -> None:
    assert ari("!!!") is flesch_ease("") is kincaid_grade("...") is None
    assert len(tone_of(changed(3, composed="...")(clean())).values["readability"]) == 2


def test_only_the_ais_texts_are_measured() -> None:
    assert len(tone_of(clean()).values["characters"]) == 3


def test_every_measure_names_its_source_and_what_it_was_validated_on() -> None:
    assert all(measure.source and measure.validated for measure in MEASURES)


def test_passages_are_where_they_say_in_the_text() -> None:
    words = "Hi! Hurry, only 2 left at https://tidewater.example/c \u2014 I\u2019m sorry, it\u2019s awful!! \U0001f600"
    found = [p for readings in readings_of(text(words)).values() for reading in readings for p in reading.passages]
    assert len(found) > 8
    assert all(
        p.words == words.replace("\u2019", "'")[p.begin : p.end] or p.words == words[p.begin : p.end] for p in found
    )


def test_syllables_and_the_grade_are_those_of_the_formulas() -> None:
    counted = {word: syllables(word) for word in ("the", "backpack", "delivery", "table", "shipped", "ended", "boxes")}
    assert counted == {"the": 1, "backpack": 2, "delivery": 4, "table": 2, "shipped": 1, "ended": 2, "boxes": 2}
    words = "The cat sat on the mat."
    assert flesch_ease(words) == pytest.approx(206.835 - 1.015 * 6 - 84.6 * 1)
    assert kincaid_grade(words) == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)


def test_sentiment_rises_from_bad_to_good_and_turns_with_a_negation() -> None:
    rising = ["This is terrible.", "It is not good.", "It is blue.", "No problem.", "It is good.", "It is really good."]
    assert all(low < high for low, high in pairwise(map(sentiment, rising)))
    assert sentiment("It is blue.") == 0
    assert all(-1 < sentiment("awful " * count + "love " * (30 - count)) < 1 for count in range(31))


def test_urgency_is_fake_unless_an_offer_or_a_source_says_so() -> None:
    fake = "Hurry, only 2 left!"
    assert [r.value for r in read("fake_urgency", talk(fake))] == [1]
    backed = with_fields(messages=(sent(1, fake, 1, Purpose.REPLY, sources=("Only 2 left in stock",)),))(clean())
    assert [r.value for r in read("fake_urgency", backed)] == [0]
    other = with_fields(messages=(sent(1, fake, 1, Purpose.REPLY, sources=("Only 12 left in stock",)),))(clean())
    assert [r.value for r in read("fake_urgency", other)] == [1]


@pytest.mark.parametrize(("hours", "fake"), [("24", 0), ("3", 1)])
def test_hours_that_are_left_must_be_those_of_the_offer(hours: str, fake: int) -> None:
    assert clean().offers[0].expires_at > NOON
    (reading,) = read("fake_urgency", text(f"Hurry, the offer ends in {hours} hours!"))
    assert reading.value == fake


def test_selling_on_after_a_no_is_counted_until_the_shopper_says_anything_else() -> None:
    nagging = talk(
        "Hi!", "> no thanks", "Here is 10% off.", "Shall I send you the link?", "> how much?", "It is 10% off."
    )
    (reading,) = read("after_no", nagging)
    assert (reading.value, [p.seq for p in reading.passages]) == (2, [3, 4])
    (reading,) = read("after_no", talk("> not interested", "No problem, I will leave it there."))
    assert reading.value == 0
    assert read("after_no", talk("> how much?", "Shall I send you the link?")) == ()


@pytest.mark.parametrize("soft", ["maybe later", "not right now", "I'll get back to you", "let me sleep on it"])
def test_a_later_is_a_no_too(soft: str) -> None:
    (reading,) = read("after_no", talk(f"> {soft}", "Why not now?"))
    assert reading.value == 1


@pytest.mark.parametrize("question", ["will it come next week?", "what do they think about it?", "is it late now?"])
def test_a_question_with_the_words_of_a_later_is_none(question: str) -> None:
    assert read("after_no", talk(f"> {question}", "Shall I send you the link?")) == ()


def test_repeating_oneself_is_seen_across_texts() -> None:
    again = talk("Shall I send you the link to check out?", "> hm", "So: shall I send you the link to check out?")
    (reading,) = read("repetition", again)
    assert reading.value == pytest.approx(7 / 8)
    assert read("repetition", talk("Only one text here.")) == ()
    (distinct,) = read("distinct", talk("good day to you", "> hi", "good day to you"))
    assert distinct.value == 0.5


def test_who_is_upset_is_heard_or_not() -> None:
    (heard,) = read(
        "upset_heard", talk("> this is ridiculous", "I am sorry about that.", "> it arrived broken", "Buy more.")
    )
    assert heard.value == 0.5
    assert read("upset_heard", talk("> hi", "Hi!")) == ()


def test_a_conversation_has_one_value_of_a_measure_that_is_about_all_of_it() -> None:
    for measure in MEASURES:
        assert len(read(measure.id, clean())) <= (1 if measure.level == "conversation" else len(clean().by_ai))


def test_what_has_no_labelled_texts_says_that_it_is_unvalidated() -> None:
    by_id = {measure.id: measure.validated for measure in MEASURES}
    assert "F1 .946" in by_id["pressure"]
    assert all(
        "unvalidated" in by_id[name] for name in ("politeness", "formality", "sentiment", "upset_heard", "after_no")
    )
