"""A model call, as a transcript keeps it."""

from dataclasses import dataclass
from datetime import datetime

from conversation.spent import MicroDollars

SHOPPER = "shopper"

UNREACHED = "a model could not be reached"
"""How the trouble of a play begins that is worth playing again."""


@dataclass(frozen=True, slots=True)
class CallNote:
    """One question to a model and how it went. Several calls with the same `turn` (from 1) made one turn.

    `at` is the play's time; `milliseconds` are real ones, those of the recording where it was `replayed`. Tokens are
    None where the provider did not count them, `micros` where the price is not known. `error` says why there was no
    answer. `by` is SHOPPER where a model asked itself what the shopper says; empty for the AI.
    """

    turn: int
    at: datetime
    model: str
    milliseconds: int
    tokens_in: int | None = None
    cached: int = 0
    tokens_out: int | None = None
    micros: MicroDollars | None = None
    replayed: bool = False
    error: str | None = None
    by: str = ""
