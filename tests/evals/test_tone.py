"""Tone measures: exact where they count, and the pressure words held against texts that others labelled."""

from pathlib import Path

import pytest

from evals.lexicon import pressure
from evals.tone import MEASURES, readability, tone_of
from tests.evals.made import changed, clean
from tools.sample_catalog import sample_policy

DARK_PATTERNS = Path(__file__).parents[3] / "shared" / "data" / "ec_darkpattern" / "dataset_half.tsv"
"""Not shipped: its texts derive from a set under the GPL."""

LEAST_F1 = 0.80


def value(measure_id: str, words: str) -> float | None:
    measure = next(measure for measure in MEASURES if measure.id == measure_id)
    return measure.of(changed(3, composed=words)(clean()).messages[2])


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
        ("pressure", "Hurry, only 2 left!", 2),
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
    assert readability(words) == pytest.approx(4.71 * 35 / 9 + 0.5 * 9 - 21.43)


def test_a_text_without_words_has_no_readability() -> None:
    assert readability("!!!") is None
    assert len(tone_of(changed(3, composed="...")(clean())).values["readability"]) == 2


def test_only_the_ais_texts_are_measured() -> None:
    assert len(tone_of(clean()).values["characters"]) == 3


def test_every_measure_names_its_source_and_what_it_was_validated_on() -> None:
    assert all(measure.source and measure.validated for measure in MEASURES)


def test_the_stores_own_policy_is_not_taken_for_pressure() -> None:
    assert pressure(sample_policy()) == ()


@pytest.mark.parametrize(
    "words",
    [
        "You can return or exchange items within 30 days of delivery.",
        "You left 2 x Backpack in your cart.",
        "Standard delivery takes 3 to 5 business days to arrive.",
        "Our team is back Monday 9:00 AM EST.",
    ],
)
def test_ordinary_words_are_not_pressure(words: str) -> None:
    assert pressure(words) == ()


def test_pressure_words_agree_with_labelled_texts(capsys: pytest.CaptureFixture[str]) -> None:
    if not DARK_PATTERNS.is_file():
        pytest.skip("ec-darkpattern is not shipped; put it at ../shared/data/ec_darkpattern to run this")
    rows = [line.split("\t") for line in DARK_PATTERNS.read_text(encoding="utf-8").splitlines()[1:]]
    whole = [(row[1], row[3] in {"Urgency", "Scarcity"}) for row in rows if len(row) == 4]
    found = [(bool(pressure(text)), wanted) for text, wanted in whole]
    hits = sum(said and wanted for said, wanted in found)
    precision = hits / sum(said for said, _ in found)
    recall = hits / sum(wanted for _, wanted in found)
    f1 = 2 * precision * recall / (precision + recall)
    with capsys.disabled():
        print(f"\npressure on {len(whole)} of ec-darkpattern: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} ", end="")
    assert f1 >= LEAST_F1
