"""What a turn spent on its models: calls, tokens, time and, where the price is known, money."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from conversation.money import MICROS

MicroDollars: TypeAlias = int
"""Millionths of a US dollar: models cost less than a cent a turn."""


def in_dollars(micros: MicroDollars) -> str:
    """Say a sum in words."""
    return f"${Decimal(micros) / MICROS:,.4f}"


@dataclass(frozen=True, slots=True)
class SpendLimits:
    """The most that a merchant's AI may spend on models; None: as much as it takes."""

    turn: MicroDollars | None = None
    conversation: MicroDollars | None = None
    day: MicroDollars | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """`cached` is the part of the tokens that went `in` which the provider had at hand already.

    `micros` is None where the price of one of the models is not known: a sum without it would be a lie.
    """

    models: tuple[str, ...] = ()
    calls: int = 0
    tokens_in: int = 0
    cached: int = 0
    tokens_out: int = 0
    milliseconds: int = 0
    micros: MicroDollars | None = 0

    def __add__(self, other: "Spent") -> "Spent":
        known = self.micros is not None and other.micros is not None
        return Spent(
            models=tuple(dict.fromkeys((*self.models, *other.models))),
            calls=self.calls + other.calls,
            tokens_in=self.tokens_in + other.tokens_in,
            cached=self.cached + other.cached,
            tokens_out=self.tokens_out + other.tokens_out,
            milliseconds=self.milliseconds + other.milliseconds,
            micros=(self.micros or 0) + (other.micros or 0) if known else None,
        )

    @property
    def cached_share(self) -> float:
        """The share (0 to 1) of the tokens in that were cached."""
        return self.cached / self.tokens_in if self.tokens_in else 0.0

    def details(self) -> dict[str, str]:
        """Return it as an event keeps it."""
        told = {
            "models": ", ".join(self.models),
            "calls": str(self.calls),
            "tokens_in": str(self.tokens_in),
            "cached": str(self.cached),
            "tokens_out": str(self.tokens_out),
            "milliseconds": str(self.milliseconds),
        }
        return told if self.micros is None else told | {"micros": str(self.micros)}

    @classmethod
    def of(cls, details: Mapping[str, str]) -> "Spent":
        """Read what `details` wrote."""
        micros = details.get("micros")
        return cls(
            models=tuple(name for name in details.get("models", "").split(", ") if name),
            calls=int(details.get("calls", 0)),
            tokens_in=int(details.get("tokens_in", 0)),
            cached=int(details.get("cached", 0)),
            tokens_out=int(details.get("tokens_out", 0)),
            milliseconds=int(details.get("milliseconds", 0)),
            micros=None if micros is None else int(micros),
        )

    def __str__(self) -> str:
        """Say it in words, for people."""
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        cached = f" ({self.cached_share:.0%} cached)" if self.tokens_in else ""
        money = "price unknown" if self.micros is None else in_dollars(self.micros)
        return (
            f"{calls}, {self.tokens_in:,} tokens in{cached}, {self.tokens_out:,} out, {money}, "
            f"{self.milliseconds / 1000:.1f} s"
        )
