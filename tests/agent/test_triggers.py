"""Triggers: what they catch, and above all what they leave to the model."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.triggers import Trigger, read_triggers

INTENTS = Path(__file__).parents[3] / "shared" / "data" / "inbound_intents.csv"


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("My bottle arrived broken", Trigger.DAMAGED_ITEM),
        ("it came with a cracked lid", Trigger.DAMAGED_ITEM),
        ("you sent me the wrong size", Trigger.DAMAGED_ITEM),
        ("I want a refund", Trigger.REFUND),
        ("where is my refund", Trigger.REFUND),
        ("refund me now", Trigger.REFUND),
        ("I want my money back", Trigger.REFUND),
        ("you guys charged me twice", Trigger.BILLING),
        ("I was double-charged", Trigger.BILLING),
        ("there's an unauthorized charge", Trigger.BILLING),
        ("my card keeps getting declined, it won't stop", Trigger.BILLING),
        ("cancel my order #4471 please", Trigger.ORDER_CHANGE),
        ("when can you cancel my order?", Trigger.ORDER_CHANGE),
        ("where\u2019s my package", None),
        ("already bought it somewhere else", Trigger.ALREADY_BOUGHT),
        ("I just ordered it", Trigger.ALREADY_BOUGHT),
        ("Ended up buying? no, I bought it yesterday", None),
        ("ya lo compré", Trigger.ALREADY_BOUGHT),
        ("thanks!", Trigger.ACKNOWLEDGED),
        ("Ok thank you so much", Trigger.ACKNOWLEDGED),
        ("\U0001f44d\U0001f3fd", Trigger.ACKNOWLEDGED),
        ("\u2764\ufe0f", Trigger.ACKNOWLEDGED),
        ("Liked \u201cYour code is on its way\u201d", Trigger.ACKNOWLEDGED),
    ],
)
def test_caught(text: str, trigger: Trigger | None) -> None:
    assert read_triggers(text) is trigger


@pytest.mark.parametrize(
    "text",
    [
        "do you do refunds?",
        "can I get a refund if it does not fit",
        "what is your refund policy",
        "what happens if it arrives damaged?",
        "the link is broken",
        "my old one was broken so I need a new one",
        "is it breakable",
        "how much was I charged for shipping",
        "can I change my order after I place it?",
        "until when could I cancel an order?",
        "how long can I change my order?",
        "haven't bought it yet",
        "I've ordered from you before",
        "just got your text",
        "I already bought it, when does it ship?",
        "thanks but is it waterproof",
        "ok",
        "yes",
        "?",
        "",
        "no thanks",
        "thanks for nothing, you broke it",
    ],
)
def test_left_to_the_model(text: str) -> None:
    assert read_triggers(text) is None


def test_no_text_that_compliance_must_decide_is_silenced() -> None:
    if not INTENTS.exists():
        pytest.skip("../shared/data is absent")
    with INTENTS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] not in ("none", "opt_in")]
    silenced = [row["text"] for row in rows if read_triggers(row["text"]) is Trigger.ACKNOWLEDGED]
    assert silenced == ["\U0001f6d1\u270b"], "compliance reads its intents before the seat is asked"


@given(st.text(max_size=400))
def test_any_text_is_read_without_error(text: str) -> None:
    assert read_triggers(text) in {None, *Trigger}
