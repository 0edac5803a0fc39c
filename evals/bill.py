"""A bill: what the calls to one model came to."""

from dataclasses import dataclass

from conversation.spent import MicroDollars, in_dollars
from evals.call import CallNote


@dataclass(slots=True)
class Bill:
    """`micros` is None once the price of a call is not known: a sum without it would be a lie."""

    calls: int = 0
    replayed: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    milliseconds: int = 0
    micros: MicroDollars | None = 0

    def add(self, call: CallNote) -> None:
        self.calls += 1
        self.replayed += call.replayed
        self.failed += call.error is not None
        self.tokens_in += call.tokens_in or 0
        self.tokens_out += call.tokens_out or 0
        self.milliseconds += call.milliseconds
        if call.error is None:
            known = self.micros is not None and call.micros is not None
            self.micros = (self.micros or 0) + (call.micros or 0) if known else None

    def __str__(self) -> str:
        """Say it in words. Where nobody counted tokens there is nothing to pay for either."""
        told = [f"{self.calls:,} calls"]
        if self.replayed:
            told.append(f"{self.replayed:,} of them replayed")
        if self.failed:
            told.append(f"{self.failed:,} failed")
        if self.tokens_in:
            money = "price unknown" if self.micros is None else in_dollars(self.micros)
            told += [f"{self.tokens_in:,} tokens in", f"{self.tokens_out:,} out", money]
            told.append(f"{self.milliseconds / self.calls / 1000:.2f} s a call")
        return ", ".join(told)
