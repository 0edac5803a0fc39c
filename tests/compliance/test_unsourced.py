"""What is stated about shipping, returns, stock, materials and prices was told by somebody, or is a guess."""

import pytest

from compliance.claims.unsourced import Subject, unsourced
from tests.compliance.cases import CART
from tests.compliance.drafts import SOURCES, honest

KNOWN = (
    *SOURCES,
    *(f"{item.title} {item.options} price {item.unit_price}" for item in CART.items),
    f"the cart costs {CART.total}",
)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("We ship to Canada!", Subject.SHIPPING),
        ("Your parcel is delivered by a courier.", Subject.SHIPPING),
        ("You can return it whenever you like.", Subject.RETURNS),
        ("Refunds are quick here.", Subject.RETURNS),
        ("It is in stock.", Subject.STOCK),
        ("The sweater is merino wool.", Subject.MATERIALS),
        ("Yes, it's waterproof.", Subject.MATERIALS),
        ("It is made of recycled plastic.", Subject.MATERIALS),
        ("The price is lower than elsewhere.", Subject.PRICES),
    ],
)
def test_a_statement_without_a_source_is_found_and_one_with_it_is_not(text: str, subject: Subject) -> None:
    found = unsourced(f"Hi Noah! {text}", [])
    assert found is not None and (found.subject, found.sentence) == (subject, text)
    assert unsourced(text, ["policy#all: " + text]) is None


def test_a_material_needs_its_own_word() -> None:
    assert unsourced("It's waterproof.", ["catalogue#1: made of cotton"]) is not None
    assert unsourced("The pack is waterproof and recycled.", SOURCES) is None


@pytest.mark.parametrize(
    "text",
    [
        "Hi Noah, anything I can help with?",
        "Do you want it shipped to your office?",
        "Let me check what shipping costs.",
        "I don't know whether it is waterproof; a person from our team will.",
        "I can't say whether it is in stock.",
        "Any questions about returns?",
        "The total is $142.30 before shipping.",
        "Shipping is shown at checkout.",
        "Glad you like it!",
    ],
)
def test_questions_and_not_knowing_need_no_source(text: str) -> None:
    assert unsourced(text, []) is None


def test_honest_texts_with_their_sources_are_left_alone() -> None:
    refused = [row.text for row in honest() if unsourced(row.text, KNOWN)]
    assert len(refused) <= 0.005 * len(honest()), refused
