"""What one segment costs the merchant, as their carrier bills it."""

from dataclasses import dataclass
from decimal import Decimal

from conversation.money import MICROS


@dataclass(frozen=True, slots=True)
class SegmentPrice:
    """Millionths of the currency's unit, since carriers charge fractions of a cent: 7900 is $0.0079."""

    micros: int
    currency: str = "USD"

    @classmethod
    def parse(cls, amount: Decimal, currency: str = "USD") -> "SegmentPrice":
        """Read an amount in major units, such as ``0.0079``, to the nearest millionth."""
        return cls(int((amount * MICROS).to_integral_value()), currency)

    def of(self, segments: int) -> str:
        """Return what so many segments cost, in words, with two decimals at least."""
        whole, part = divmod(self.micros * segments, MICROS)
        sign = "$" if self.currency == "USD" else f"{self.currency} "
        return f"{sign}{whole:,}.{f'{part:06}'.rstrip('0'):0<2}"
