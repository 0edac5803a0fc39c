"""The learned layer: it adds suppression where no rule speaks, takes none away, and leaves ordinary talk alone."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.intents import SUPPRESSING, IntentLabel, read_intent
from compliance.intents.learned import WEIGHTS, learned
from compliance.intents.normalise import normalise
from compliance.intents.traits import traits

TRAINING = Path(__file__).with_name("intent_training")
CHAT = Path(__file__).parents[3] / "shared" / "data" / "taskmaster4" / "data_07.json"
MOST_BYTES = 300_000


def rows() -> Iterator[tuple[bool, str, str, str]]:
    for path in sorted(TRAINING.iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            for suppress, label, tier, text in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield suppress == "1", label, tier, text.replace("\\n", "\n")


def test_its_rows_agree_with_their_labels() -> None:
    assert {label for _, label, _, _ in rows()} == set(IntentLabel)
    for suppress, label, tier, text in rows():
        assert suppress == (label in SUPPRESSING), text
        assert tier in ("core", "hard"), text


def test_it_adds_and_never_takes_away() -> None:
    """What a rule decided stays; what it adds suppresses and says that it was learned."""
    added = 0
    for _, _, _, text in rows():
        ruled = read_intent(text, pending_opt_in=True, learned=False)
        read = read_intent(text, pending_opt_in=True)
        if read != ruled:
            assert ruled.label is IntentLabel.NONE, text
            assert read.suppress and read.rule == f"learned.{read.label}" and read.matched, text
            added += 1
    assert added > 50


def test_plain_ordinary_texts_stay_unread() -> None:
    wrong = [
        text
        for suppress, label, _, text in rows()
        if not suppress and label == "none" and read_intent(text, pending_opt_in=False).rule.startswith("learned.")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    ["don't stop texting me", "I don't want to unsubscribe", "can you cancel my order", "I'll stop by the store at 5"],
)
def test_what_is_about_something_else_stays_unread(text: str) -> None:
    assert learned().read(normalise(text)) is None


def test_who_wants_a_person_is_not_silenced() -> None:
    read = read_intent("stop with the bot replies and get me a human", pending_opt_in=False)
    assert read.label is IntentLabel.HUMAN_REQUEST


def test_an_empty_text_has_no_traits() -> None:
    assert traits(normalise("\U0001f44d")) == frozenset()
    assert learned().read(normalise("")) is None


def test_its_weights_are_small_and_say_how_they_did() -> None:
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert WEIGHTS.stat().st_size <= MOST_BYTES
    assert {"rows", "ordinary", "measured", "scales"} == raw.keys()
    assert learned().others.keys() <= SUPPRESSING


@pytest.mark.skipif(not CHAT.exists(), reason="../shared/data/taskmaster4 is absent")
def test_the_half_it_never_saw_is_left_alone() -> None:
    """Taskmaster-4 (Google Research, CC BY 4.0): it was trained on every other talk."""
    talks = json.loads(CHAT.read_text(encoding="utf-8"))[1::2]
    said = [turn["text"] for talk in talks for turn in talk["utterances"] if turn["speaker"].lower() == "user"]
    suppressed = [text for text in said if learned().read(normalise(text)) is not None]
    print(f"{len(suppressed)} of {len(said)} unseen ordinary texts suppressed by the learned layer")
    assert len(suppressed) <= len(said) / 1000, suppressed
