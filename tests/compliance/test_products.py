"""What carriers let nobody sell by text: in the words, in the cart, and as a trade."""

from dataclasses import replace

import pytest

from conversation.cart import CartItem
from conversation.merchant import Merchant
from conversation.money import Money
from conversation.verdict import Allow, Refuse, Verdict
from tests.compliance.cases import CART, MERCHANT, RULEBOOK, answering, ask_gate, draft, with_settings

ROWS = {row.id.partition(".")[2]: row for row in RULEBOOK.rule("content.prohibited").rows}
GATED = {name for name, row in ROWS.items() if "age" in row.numbers}


def ask(words: str = "It is waterproof.", title: str = "Trail Pack 40L", merchant: Merchant = MERCHANT) -> Verdict:
    cart = replace(CART, items=(CartItem("p1", "v1", title, "", 1, Money(9900)),))
    return ask_gate(draft(words), answering(merchant=merchant, cart=cart)).verdict


def refused(verdict: Verdict) -> bool:
    return isinstance(verdict, Refuse) and verdict.rule == "content.prohibited" and not verdict.overridable


@pytest.mark.parametrize("category", ROWS)
def test_every_category_is_found_in_words_and_in_the_cart(category: str) -> None:
    for phrase in ROWS[category].words["phrases"]:
        verdict = ask(f"We have {phrase.upper()} for you")
        # A currency is also a way to pay, and that rule comes first.
        assert refused(verdict) or (isinstance(verdict, Refuse) and verdict.rule == "payment.never_by_text"), phrase
        assert refused(ask(title=f"Tidewater {phrase}s, large")), phrase


@pytest.mark.parametrize(
    "title",
    [phrase for row in ROWS.values() for phrase in row.words.get("harmless", ())]
    + [
        "Wine Red Sweater",
        "Champagne Dress",
        "Beer Koozie",
        "Glue Gun",
        "Hemp Tote",
        "Seaweed Soap",
        "Weed Barrier",
        "Bullet Journal",
    ],
)
def test_harmless_goods_are_sold(title: str) -> None:
    assert isinstance(ask(f"Your {title} is waterproof.", title), Allow)


@pytest.mark.parametrize("category", sorted(ROWS))
def test_a_trade_is_sold_only_behind_the_age_gate_that_its_category_has(category: str) -> None:
    trade = with_settings(categories=(category,))
    old_enough = with_settings(categories=(category,), age_gate=21)
    assert refused(ask(merchant=trade))
    assert refused(ask(merchant=with_settings(categories=(category,), age_gate=18)))
    assert isinstance(ask(merchant=old_enough), Allow) is (category in GATED)
    if category in GATED:
        phrase = ROWS[category].words["phrases"][0]
        assert isinstance(ask(f"The {phrase} is waterproof.", merchant=old_enough), Allow)


def test_an_age_gate_without_the_trade_is_not_enough() -> None:
    assert refused(ask("We have vodka.", merchant=with_settings(age_gate=21)))


def test_a_refusal_says_what_was_found_where() -> None:
    verdict = ask(title="Disposable Vape")
    assert isinstance(verdict, Refuse)
    assert "the cart (Disposable Vape)" in verdict.why and "content.vape" in verdict.why


def test_alcohol_and_firearms_are_what_an_age_gate_opens() -> None:
    assert {"alcohol", "firearms"} == GATED
