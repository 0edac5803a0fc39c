"""Links in what flows and campaigns write."""

from compliance.claims import scan
from flows.links import name_links
from tests.compliance.cases import CART, MERCHANT, NOON, OFFER, facts
from tools.cart_link import cart_link


def test_a_cart_link_applies_the_offer_names_the_flow_and_passes_the_scan() -> None:
    words = f"Your cart is still there: {cart_link(MERCHANT, CART, OFFER)}"
    named = name_links(words, MERCHANT, "abandoned-checkout", "first")
    assert named == (
        "Your cart is still there: https://tidewater.example/cart/c/tok1?key=abc&discount=SAVE10-AB3CD"
        "&utm_source=twolane&utm_medium=sms&utm_campaign=abandoned-checkout&utm_content=first"
    )
    assert scan(named, facts(), NOON) == ()


def test_only_links_to_the_shop_are_named_each_in_its_place() -> None:
    words = "https://tidewater.example/a and https://tidewater.example/a/b, not https://other.example or a@b.example"
    named = name_links(words, MERCHANT, "spring", "b")
    tail = "?utm_source=twolane&utm_medium=sms&utm_campaign=spring&utm_content=b"
    assert named == (
        f"https://tidewater.example/a{tail} and https://tidewater.example/a/b{tail}, "
        "not https://other.example or a@b.example"
    )
    assert name_links(named, MERCHANT, "spring", "again") == named
