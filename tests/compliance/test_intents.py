"""What shoppers ask for: our own table, the sample set, and what no text may do."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.intents import SUPPRESSING, IntentLabel, read_intent
from compliance.intents.normalise import normalise
from compliance.intents.phrases import compiled, every_rule, part, suspects

ROWS = Path(__file__).with_name("intent_rows.txt")
SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "inbound_intents.csv"


def rows() -> Iterator[tuple[str, str]]:
    for line in ROWS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, _, text = line.partition(" | ")
            yield label, text.replace("\\n", "\n")


def test_our_table() -> None:
    wrong = []
    for label, text in rows():
        pending = text.startswith("? ")
        intent = read_intent(text.removeprefix("? ") if pending else text, pending_opt_in=pending)
        assert intent.suppress == (intent.label in SUPPRESSING)
        if intent.label != label:
            wrong.append((label, text, intent))
    assert wrong == []


@pytest.mark.skipif(not SAMPLE.exists(), reason="../shared/data is absent")
def test_the_sample_set() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        sample = list(csv.DictReader(file))
    right, under = 0, []
    for row in sample:
        intent = read_intent(row["text"], pending_opt_in="pending" in row["note"])
        right += intent.label == row["label"]
        if "suppress=1" in row["note"] and "tier=borderline" not in row["note"] and not intent.suppress:
            under.append(row["text"])
    assert under == []
    assert right / len(sample) >= 0.95


@pytest.mark.parametrize("text", ["YES", "y", "Sí", "yes please", "YES!"])
def test_a_yes_counts_only_against_a_pending_prompt(text: str) -> None:
    assert read_intent(text, pending_opt_in=True).label is IntentLabel.OPT_IN
    assert read_intent(text, pending_opt_in=False).label is IntentLabel.NONE


@pytest.mark.parametrize("text", ["who is this", "are you a bot?", "is this a real person"])
def test_questions_of_identity_are_marked(text: str) -> None:
    assert read_intent(text, pending_opt_in=False).is_identity


@pytest.mark.parametrize("text", ["HELP", "how did you get my number", "STOP", "agent"])
def test_other_texts_are_not(text: str) -> None:
    assert not read_intent(text, pending_opt_in=False).is_identity


@given(st.sampled_from(["stop", "STOP", "Stop", "unsubscribe", "quit"]), st.text(" .!?\n\u200b\u00a0", max_size=6))
def test_marks_and_spaces_change_no_keyword(word: str, noise: str) -> None:
    assert read_intent(f"{noise}{word}{noise}", pending_opt_in=False).label is IntentLabel.OPT_OUT


@given(
    st.sampled_from(["hello", "I love it", "is it blue", "thanks", "yes", "my order is late", "who is this", "agent"]),
    st.sampled_from(["stop texting me", "unsubscribe me", "please take me off your list", "leave me alone"]),
)
def test_in_a_mixed_text_the_opt_out_wins(first: str, second: str) -> None:
    assert read_intent(f"{first}. {second}", pending_opt_in=True).label is IntentLabel.OPT_OUT
    assert read_intent(f"{second}. {first}", pending_opt_in=True).label is IntentLabel.OPT_OUT


@given(st.text(max_size=400), st.booleans())
def test_no_text_breaks_the_reading(text: str, pending: bool) -> None:
    intent = read_intent(text, pending_opt_in=pending)
    assert intent.suppress == (intent.label in SUPPRESSING)


def test_normalising() -> None:
    assert normalise("ＳＴ\u200bОＰ!!").flat == "stop"
    assert normalise("Stoppp").flat == "stop"
    assert normalise("s.t.o.p").flat == "stop"
    assert normalise("> Reply STOP\nok").flat == "ok"
    assert normalise("Liked “Reply STOP to end”").flat == ""
    assert normalise("no\u00a0más").flat == "no mas"
    assert normalise("ok, thanks! bye").clauses == ("ok", "thanks", "bye")


def test_every_rule_compiles_under_an_id_of_its_own() -> None:
    rules = every_rule()
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        compiled(rule.source)
    with pytest.raises(KeyError):
        part("opt_out", "no such part")


def test_no_rule_is_missed_for_want_of_its_words() -> None:
    """`when` only spares work: what a rule finds in any of our texts, it is suspected of."""
    missed = []
    for _, text in rows():
        flat = normalise(text.removeprefix("? ")).flat
        suspected = {rule.id for rules in suspects(flat).values() for rule in rules}
        missed += [(rule.id, text) for rule in every_rule() if rule.id not in suspected and rule.search(flat)]
    assert missed == []
