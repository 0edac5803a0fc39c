"""What shoppers ask for: our own table, the sample set, and what no text may do."""

import csv
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.intents import SUPPRESSING, IntentLabel, read_intent
from compliance.intents.normalise import normalise
from compliance.intents.phrases import compiled, every_rule, part, suspects

ROWS = Path(__file__).with_name("intent_rows.txt")
ROUNDS, MISSES = ROWS.with_name("intent_rounds"), ROWS.with_name("intent_misses.txt")
DATA = Path(__file__).parents[3] / "shared" / "data"
SAMPLE, CHAT = DATA / "inbound_intents.csv", DATA / "taskmaster4" / "data_07.json"
AIRLINE = DATA / "tau_v1" / "gpt-4o-airline.json"


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


def rounds() -> Iterator[tuple[str, str, str]]:
    for path in sorted(ROUNDS.iterdir()):
        for head, text in labelled(path):
            tier, label = head
            yield tier, label, text


def labelled(path: Path) -> Iterator[tuple[list[str], str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, text = line.partition(" | ")
            yield head.split(), text.replace("\\n", "\n")


def test_our_rounds() -> None:
    """Every core and hard row is read right; a borderline one may be suppressed, but is no other label's."""
    wrong = []
    for tier, label, text in rounds():
        intent = read_intent(text, pending_opt_in=True)
        may_suppress = tier == "borderline" and intent.suppress
        if intent.label != label and not may_suppress:
            wrong.append((tier, label, text, intent.rule))
    assert wrong == []


def test_what_is_still_misread_is_known() -> None:
    """A row that is read right belongs to its round."""
    for (_, _, read_as), text in labelled(MISSES):
        assert read_intent(text, pending_opt_in=True).label == read_as, text


@pytest.mark.skipif(not SAMPLE.exists(), reason="../shared/data/inbound_intents.csv is absent")
def test_the_sample_set() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        sample = list(csv.DictReader(file))
    missed, overdone, mislabelled = [], [], []
    for row in sample:
        intent = read_intent(row["text"], pending_opt_in=True)
        suppress, tier = row["note"].removeprefix("suppress=").split(";")[:2]
        if suppress == "1" and tier != "tier=borderline" and not intent.suppress:
            missed.append(row["text"])
        if suppress == "0" and tier != "tier=borderline" and intent.suppress:
            overdone.append(row["text"])
        if intent.label != row["label"]:
            mislabelled.append(row["text"])
    print(f"{len(sample)} rows: {len(missed)} missed, {len(overdone)} overdone, {len(mislabelled)} mislabelled")
    assert (missed, overdone) == ([], [])
    assert len(mislabelled) <= len(sample) // 50


@pytest.mark.skipif(not CHAT.exists(), reason="../shared/data/taskmaster4 is absent")
def test_ordinary_chat_is_left_alone() -> None:
    """Of the shoppers' side of Taskmaster-4's dialogues (Google Research, CC BY 4.0), at most 1 in 1,000."""
    said = [turn["text"] for talk in json.loads(CHAT.read_text()) for turn in talk["utterances"] if is_shopper(turn)]
    suppressed = [text for text in said if read_intent(text, pending_opt_in=False).suppress]
    print(f"{len(suppressed)} of {len(said)} ordinary texts suppressed: {len(suppressed) / len(said):.2%}")
    assert len(suppressed) <= len(said) / 1000, suppressed


@pytest.mark.skipif(not AIRLINE.exists(), reason="../shared/data/tau_v1 is absent")
def test_customers_of_an_airline_are_left_alone() -> None:
    """Of the customers' side of tau-bench's airline talks (Sierra Research, MIT): they cancel, change and complain."""
    talks = json.loads(AIRLINE.read_text())
    said = {turn["content"].replace("###STOP###", "") for talk in talks for turn in talk["traj"] if is_customer(turn)}
    suppressed = [text for text in said if read_intent(text, pending_opt_in=False).suppress]
    print(f"{len(suppressed)} of {len(said)} customers' texts suppressed")
    assert len(suppressed) <= len(said) / 1000, suppressed


def is_customer(turn: dict[str, object]) -> bool:
    return turn.get("role") == "user" and isinstance(turn.get("content"), str)


def is_shopper(turn: dict[str, str]) -> bool:
    return turn["speaker"].lower() == "user"


def test_reading_costs_little() -> None:
    """At least 5,000 texts per CPU-second: here as a ratio, which a busy or slow machine does not change."""
    texts = [text for _, text in rows()] + [text for _, _, text in rounds()]
    cost_of(texts, lambda text: read_intent(text, pending_opt_in=False))
    reading = cost_of(texts, lambda text: read_intent(text, pending_opt_in=False))
    measure = cost_of(texts, lambda text: json.loads(json.dumps({"text": text})))
    print(f"{1 / reading:,.0f} texts per CPU-second, {reading / measure:.0f} times a round trip through JSON")
    assert reading < 50 * measure


def cost_of(texts: list[str], work: Callable[[str], object]) -> float:
    """Return CPU seconds per text."""
    began = time.process_time()
    for text in texts:
        work(text)
    return (time.process_time() - began) / len(texts)


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
        assert {"True", "False", "None"}.isdisjoint(rule.when), f"{rule.id}: quote the words that YAML takes for values"
    with pytest.raises(KeyError):
        part("opt_out", "no such part")


def test_no_rule_is_missed_for_want_of_its_words() -> None:
    """`when` only spares work: what a rule finds in any of our texts, it is suspected of."""
    missed = []
    for text in [*(text for _, text in rows()), *(text for _, _, text in rounds())]:
        flat = normalise(text.removeprefix("? ")).flat
        suspected = {rule.id for rules in suspects(flat).values() for rule in rules}
        missed += [(rule.id, text) for rule in every_rule() if rule.id not in suspected and rule.search(flat)]
    assert missed == []
