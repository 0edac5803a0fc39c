"""Card, bank and social security numbers are found however they are typed, and other numbers are left alone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.cards import has_card_number, passes_luhn
from compliance.redaction import BANK, CARD, CODE, EXPIRY, SOCIAL, Redacted, mark, may_go_on, redact, without_marks

TEST_CARDS = (
    "4111111111111111",
    "4012888888881881",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "30569309025904",
    "38520000023237",
    "3530111333300000",
    "6200000000000005",
    "6304000000000000",
)
"""The numbers that payment processors publish for tests."""


@pytest.mark.parametrize("card", TEST_CARDS)
@pytest.mark.parametrize("typed", ["{}", "my card is {}", "{}!", "use {} thanks"])
def test_a_card_in_one_piece_is_removed(card: str, typed: str) -> None:
    assert redact(typed.format(card)).text == typed.format(mark(CARD))


@pytest.mark.parametrize(
    "typed",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111\n1111\n1111\n1111",
        "4111  1111  1111  1111",
        "4111, 1111, 1111, 1111",
        "4111_1111_1111_1111",
        "4111\u20111111\u20111111\u20111111",
        "4111\u200b1111\u200b1111\u200b1111",
        "4111 11111111 1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "\uff14111 1111 1111 1111",
        "3782 822463 10005",
        "3056 930902 5904",
    ],
)
def test_a_card_in_groups_is_removed(typed: str) -> None:
    assert redact(f"here you go {typed} ok?").text == f"here you go {mark(CARD)} ok?"
    assert has_card_number(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            "4111 1111 1111 1111 exp 04/28 cvv 123",
            "[card number removed] exp [expiry removed] cvv [security code removed]",
        ),
        (
            "4111111111111111 12/27 999 90210",
            "[card number removed] [expiry removed] [security code removed] 90210",
        ),
        (
            "4111111111111111 1227 and 999",
            "[card number removed] [expiry removed] and [security code removed]",
        ),
        ("378282246310005, 12/2027, 1234", "[card number removed], [expiry removed], [security code removed]"),
        ("expires 12 27 4111111111111111", "expires [expiry removed] [card number removed]"),
        ("cvc: 123 for 5555555555554444", "cvc: [security code removed] for [card number removed]"),
    ],
)
def test_what_stands_beside_a_card_goes_with_it(typed: str, kept: str) -> None:
    assert redact(typed).text == kept
    assert set(redact(typed).kinds) == {CARD, *(kind for kind in (EXPIRY, CODE) if mark(kind) in kept)}


@pytest.mark.parametrize(
    ("before", "text", "kept"),
    [
        ("its 4111 1111 1111", "1111", "[card number removed]"),
        ("its 4111 1111", "1111 1111 12/27 123", "[card number removed] [expiry removed] [security code removed]"),
        ("[card number removed]", "12/27 123", "[expiry removed] [security code removed]"),
        ("[card number removed]", "and 123", "and [security code removed]"),
        ("what is your zip?", "90210", "90210"),
        ("size?", "123", "123"),
        ("its 4111 1111 1111", "1112", "1112"),
    ],
)
def test_a_card_that_goes_on_in_the_next_text_is_removed_there(before: str, text: str, kept: str) -> None:
    assert redact(text, before=before).text == kept
    assert (CARD in redact(text, before=before).kinds) == (mark(CARD) in kept)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("my ssn is 123 45 6789", SOCIAL),
        ("social security number: 123456789", SOCIAL),
        ("123-45-6789", SOCIAL),
        ("routing 021000021", BANK),
        ("checking account 123456789", BANK),
        ("DE89 3704 0044 0532 0130 00", BANK),
        ("the security code is 123", CODE),
    ],
)
def test_other_numbers_that_nobody_may_keep_are_removed(typed: str, kind: str) -> None:
    assert redact(typed).kinds == (kind,)
    assert not any(len(run) > 2 for run in _digits(redact(typed).text))


@pytest.mark.parametrize(
    "text",
    [
        "order 1234567890123",
        "my order number is 4111111111111111",
        "tracking 9400 1000 0000 0000 0000 00",
        "USPS 9405511899223197428490",
        "tracking number 6011000990139424",
        "1Z999AA10123456784",
        "IMEI 356938035643809",
        "call +1 303 555 0142",
        "(303) 555-0142 or 303-555-0143",
        "303 555 0101, 303 555 0102, my card fails",
        "4111 1111 1111 1112",
        "#1001 and #1002 and #1003",
        "https://tidewater.example/checkouts/4111111111111111/recover?key=5555555555554444",
        "it was $4,111.11 then $1,111.11",
        "20261127153959",
        "90210-1234",
        "section 123-456-7890",
        "000-12-3456",
        "use code SAVE10 for 10% off 123",
        "0.4111111111111111",
        "v1.2.3 of 2026-11-27 15:39:59",
        "978-3-16-148410-0",
    ],
)
def test_orders_parcels_phones_prices_and_links_are_left_alone(text: str) -> None:
    assert redact(text) == Redacted(text)


@given(st.integers(0, 10**15 - 1), st.sampled_from([" ", "-", "", "."]))
def test_every_visa_number_is_removed_in_any_grouping(number: int, between: str) -> None:
    body = f"4{number:015d}"[:15]
    card = next(body + check for check in "0123456789" if passes_luhn(body + check))
    typed = between.join(card[at : at + 4] for at in range(0, 16, 4))
    assert redact(f"pay with {typed} please").text == f"pay with {mark(CARD)} please"


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_can_be_read_and_again_changes_nothing(text: str, before: str) -> None:
    once = redact(text, before=before)
    assert redact(once.text).kinds == ()
    assert redact(once.text).text == once.text


def test_random_order_numbers_survive_but_for_one_in_forty() -> None:
    """A tenth passes the Luhn check; the issuers' ranges and lengths leave few of those."""
    dice = random.Random(7)
    numbers = ["".join(dice.choices("0123456789", k=dice.randint(13, 19))) for _ in range(4000)]
    assert sum(has_card_number(f"I got {number} yesterday") for number in numbers) <= 100


def test_no_intent_is_read_in_the_marks_and_digits_may_go_on() -> None:
    assert without_marks(f"here {mark(CARD)}") == "here  "
    assert may_go_on("1111 12/27 123")
    assert not may_go_on("do you have 2 of the 42 inch ones in stock")


def _digits(text: str) -> list[str]:
    return ["".join(run) for run in "".join(c if c.isdigit() else " " for c in text).split()]
