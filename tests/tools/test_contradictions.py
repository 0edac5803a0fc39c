"""What contradicts what, and what is too old."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversation.knowledge import Document, DocumentState
from conversation.merchant_fact import MerchantFact
from conversation.shelf import Shelf
from tools.contradictions import OLD, Statement, contradictions, stale
from tools.sample_catalog import sample_policy

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
POLICY = [Statement("policy", sample_policy())]


@pytest.mark.parametrize(
    ("vouched", "about"),
    [
        ("Standard shipping within the United States costs $7.95.", "$7.95 against $5.95, $75"),
        ("You can return or exchange items within 60 days of delivery.", "60 days against 30 days"),
        ("We pack orders within 2 business days.", "2 business days against 1 business day"),
        ("We ship to other countries, such as Canada.", "yes against no"),
        ("Express shipping is free.", "free against $14.95"),
        ("Standard shipping within the United States costs 95 kr.", "95 kr. against $5.95, $75"),
    ],
)
def test_a_fact_that_says_otherwise_is_found(vouched: str, about: str) -> None:
    assert about in [one.about for one in contradictions([Statement("fact", vouched)], POLICY)]


@pytest.mark.parametrize(
    "vouched",
    [
        "Standard shipping within the United States costs $5.95.",
        "You can return or exchange items within 30 days of delivery.",
        "We do not ship to other countries, such as Canada or Mexico.",
        "The workshop is open for 3 hours on Sundays.",
        "Our backpacks cost $89.",
    ],
)
def test_what_agrees_or_is_about_something_else_is_left_alone(vouched: str) -> None:
    assert contradictions([Statement("fact", vouched)], POLICY) == ()


def test_what_is_old_or_ends_soon_is_named() -> None:
    document = Document("doc_1", "mer_1", "Pages", "faq.md", "FAQ", "d", DocumentState.LIVE, NOW, NOW)
    old = replace(document, id="doc_2", source="old.md", checked_at=NOW - OLD - timedelta(days=1))
    fact = MerchantFact("fct_1", "mer_1", "We open late.", "checked", "u", "", NOW, NOW + timedelta(days=3))
    shelf = Shelf(1, documents=(document, old), facts=(fact, replace(fact, id="fct_2", expires_at=NOW)))
    found = stale(shelf, {"doc_1": "The sale ends on May 1, 2024."}, NOW)
    assert [(one.place, one.why[:12]) for one in found] == [
        ("old.md", "last read on"),
        ("faq.md", "it speaks of"),
        ("We open late.", "it ends on 2"),
    ]
