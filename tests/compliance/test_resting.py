"""What a text rests on: each source with the claims that it backs, and those that it was only given."""

from dataclasses import replace

from compliance.claims.resting import resting_on
from conversation.draft import Draft
from conversation.merchant_fact import MerchantFact
from conversation.source import Source, SourceKind
from tests.compliance.cases import CART, NOON, OFFER, draft, facts

RETURNS = "policy#returns: Returns are free within 30 days."
SHIPPING = "policy#shipping: Standard delivery takes 3 to 5 business days."
STOCK = MerchantFact("fct_1", "mer_1", "The blue mug is in stock.", "checked", "usr_1", "cvn_1", NOON, NOON)


def rests(body: str, *sources: str, **changed: object) -> dict[tuple[SourceKind, str], Source]:
    written: Draft = replace(draft(), body=body, sources=sources)
    known = facts(**changed)
    return {(one.kind, one.ref): one for one in resting_on(written, known, NOON)}


def test_an_offer_backs_its_code_and_percentage_and_the_cart_its_price() -> None:
    found = rests("Your cart is $142.30. Use SAVE10-AB3CD for 10% off.")
    assert found[SourceKind.CART, CART.id].backs == ("$142.30",)
    assert set(found[SourceKind.OFFER, OFFER.id].backs) == {"SAVE10-AB3CD", "10%"}
    assert OFFER.code in found[SourceKind.OFFER, OFFER.id].says


def test_a_discounted_total_rests_on_cart_and_offer_together() -> None:
    found = rests("With the code it is $128.07.")
    assert found[SourceKind.CART, CART.id].backs == found[SourceKind.OFFER, OFFER.id].backs == ("$128.07",)


def test_the_stores_words_back_what_they_say_and_the_rest_was_only_read() -> None:
    found = rests("Returns are free.", RETURNS, SHIPPING)
    assert found[SourceKind.DOCUMENT, "policy#returns"].backs != ()
    assert found[SourceKind.DOCUMENT, "policy#shipping"] == Source(
        SourceKind.DOCUMENT, "policy#shipping", "Standard delivery takes 3 to 5 business days."
    )
    assert (SourceKind.CART, CART.id) not in found


def test_a_fact_that_a_person_vouched_for_is_named_by_its_id() -> None:
    found = rests("The blue mug is in stock.", vouched=(STOCK,))
    assert found[SourceKind.FACT, "fct_1"].backs == ("in stock",)


def test_a_sentence_that_repeats_the_stores_words_rests_on_them() -> None:
    found = rests("Good question! Standard delivery takes 3 to 5 business days.", RETURNS, SHIPPING)
    assert found[SourceKind.DOCUMENT, "policy#shipping"].backs == ("Standard delivery takes 3 to 5 business days.",)
    assert found[SourceKind.DOCUMENT, "policy#returns"].backs == ()


def test_small_talk_rests_on_nothing_but_what_was_read() -> None:
    assert rests("Happy to help!") == {}
    assert [one.backs for one in rests("Happy to help!", SHIPPING).values()] == [()]


def test_what_nothing_backs_is_nobodys() -> None:
    assert rests("Only 2 left!", SHIPPING)[SourceKind.DOCUMENT, "policy#shipping"].backs == ()
