"""Other people's phone numbers, e-mail and street addresses are masked; everything else stays as it was written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.third_parties import ADDRESS, EMAIL, PHONE, mask

KNOWN = frozenset({"+13035550111", "help@tidewater.example", "+18885550100"})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("call my sister at 303-555-0199 please", f"call my sister at {PHONE} please"),
        ("text (415) 555-2671 or +44 20 7946 0958", f"text {PHONE} or {PHONE}"),
        ("303.555.0199!", f"{PHONE}!"),
        ("3035550199", PHONE),
        ("+1 (303) 555-0199.", f"{PHONE}."),
        ("call 555-0199", f"call {PHONE}"),
        ("mail jane.doe+x@example.co.uk now", f"mail {EMAIL} now"),
        ("joe at gmail dot com", EMAIL),
        ("joe(at)example(dot)org", EMAIL),
        ("ship to 12 Oak Street, Apt 4, Denver, CO 80202", f"ship to {ADDRESS}"),
        ("send it to my mom at 4410 maple ave", f"send it to my mom at {ADDRESS}"),
        ("she lives at 77 Sunset Court", f"she lives at {ADDRESS}"),
        ("my address is 221 baker st, 80202", f"my address is {ADDRESS}"),
        ("1234 Elm Dr Springfield, IL 62704 thanks", f"{ADDRESS} thanks"),
        ("P.O. Box 123", ADDRESS),
    ],
)
def test_contact_data_of_others_is_masked(text: str, read: str) -> None:
    assert mask(text, KNOWN) == read


@pytest.mark.parametrize(
    "text",
    [
        "my number is 303 555 0111, or (303) 555-0111, or +13035550111",
        "I wrote to HELP@tidewater.example and called 888-555-0100",
        "2 water bottles on the way",
        "10 minutes by the way",
        "I want 2 Ridge Trail packs",
        "2 in a row, 5 street lights, a 24 hour drive",
        "order 4155552671 is late, order #4155552671",
        "it costs $415.55 for 2, was $1,415.55",
        "zip 90210-1234, size 42, 12/25",
        "code SAVE10-AB3CD for 10% off",
        "https://tidewater.example/checkouts/3035550199",
        "meet me @ noon",
        "no digits at all",
    ],
)
def test_the_shopper_s_own_number_orders_prices_and_products_stay(text: str) -> None:
    assert mask(text, KNOWN) == text


@given(st.text(max_size=400))
def test_any_text_is_masked_once_and_for_all(text: str) -> None:
    assert mask(mask(text, KNOWN), KNOWN) == mask(text, KNOWN)


@pytest.mark.parametrize("text", ["1 A st " + "a" * 1590, "1 " + "a " * 799, "a" * 1600 + "@", "1" * 1600, "a." * 800])
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    mask.__wrapped__(text, KNOWN)
    assert time.process_time() - began < 0.2
