"""Money in integer minor units, so that nothing is lost to floats."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from conversation.currency import decimals_of

MICROS = 1_000_000
"""Millionths in a currency's unit: what is billed in fractions of a cent is counted in them."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency's minor unit (cents; yen, which have none), and its ISO 4217 code."""

    minor: int
    currency: str = "USD"

    @classmethod
    def parse(cls, amount: str | float | int, currency: str = "USD") -> "Money":
        """Read a decimal amount in major units, such as ``"142.30"``, rounded half up to what the currency has.

        Raises ValueError on anything else.
        """
        try:
            value = Decimal(str(amount))
        except ArithmeticError as error:
            raise ValueError(f"{amount!r} is not an amount of money") from error
        if not value.is_finite():
            raise ValueError(f"{amount!r} is not an amount of money")
        return cls(int(value.scaleb(decimals_of(currency)).quantize(Decimal(1), ROUND_HALF_UP)), currency)

    @property
    def thousandths(self) -> int:
        """In thousandths of the unit, in which prices of any currency can be compared with what a text says."""
        return int((Decimal(self.minor).scaleb(3 - decimals_of(self.currency))).to_integral_value())

    def plus(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def times(self, quantity: int) -> "Money":
        return Money(self.minor * quantity, self.currency)

    def less_percent(self, percent: int) -> "Money":
        """Return what is left after `percent` off, rounded half up to the minor unit."""
        kept = Decimal(self.minor) * (100 - percent) / 100
        return Money(int(kept.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    def __str__(self) -> str:
        sign = "$" if self.currency == "USD" else f"{self.currency} "
        decimals = decimals_of(self.currency)
        minus = "-" if self.minor < 0 else ""
        return f"{minus}{sign}{Decimal(abs(self.minor)).scaleb(-decimals):,.{decimals}f}"
