"""Money in every currency: nothing is lost between what a shop writes, what is kept and what is shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.currency import decimals_of
from conversation.money import Money

CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KRW", "KWD", "CLF", "XXX"])


@pytest.mark.parametrize(
    ("written", "currency", "minor", "shown"),
    [
        ("142.30", "USD", 14230, "$142.30"),
        ("1980.0", "JPY", 1980, "JPY 1,980"),
        ("12500", "KRW", 12500, "KRW 12,500"),
        ("1.250", "KWD", 1250, "KWD 1.250"),
        ("-3.5", "USD", -350, "-$3.50"),
        ("0.005", "EUR", 1, "EUR 0.01"),
    ],
)
def test_a_currency_has_the_decimals_that_it_has(written: str, currency: str, minor: int, shown: str) -> None:
    money = Money.parse(written, currency)
    assert (money.minor, str(money)) == (minor, shown)


@given(st.integers(-(10**15), 10**15), CURRENCIES)
def test_what_is_kept_is_read_back_from_how_it_is_written(minor: int, currency: str) -> None:
    written = str(Decimal(minor).scaleb(-decimals_of(currency)))
    assert Money.parse(written, currency) == Money(minor, currency)


@given(st.integers(0, 10**12), CURRENCIES)
def test_what_is_shown_has_no_more_digits_than_the_currency(minor: int, currency: str) -> None:
    shown = str(Money(minor, currency)).replace("$", "").rpartition(" ")[2].replace(",", "")
    assert Decimal(shown).scaleb(decimals_of(currency)) == minor
