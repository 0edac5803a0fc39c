"""What carriers' error codes mean and what to do. Codes shift (Twilio's changelog of 2024-07-10), so they are data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

TWILIO = "twilio"
"""Whose codes the simulated network speaks too."""
TELNYX = "telnyx"


class ErrorKind(StrEnum):
    """Why a text did not arrive."""

    OPTED_OUT = "opted_out"
    BAD_NUMBER = "bad_number"
    BAD_TEXT = "bad_text"
    UNROUTABLE = "unroutable"
    CONGESTED = "congested"
    HANDSET_AWAY = "handset_away"
    BLOCKED = "blocked"
    FILTERED = "filtered"
    UNREGISTERED = "unregistered"
    MISCONFIGURED = "misconfigured"
    UNKNOWN = "unknown"


class ErrorAction(StrEnum):
    """What to do next."""

    SUPPRESS = "suppress"
    """Suppress the contact now; never retry."""
    MARK_NUMBER = "mark_number"
    """The number takes no texts: it gets none until it texts us."""
    RETRY = "retry"
    """Try again with backoff."""
    RETRY_TWICE = "retry_twice"
    """Try again once or twice, then leave the phone alone for a while."""
    RETRY_ONCE = "retry_once"
    REVIEW = "review"
    """No retry, and the phone is left alone for a while; it may be an opt-out, so a person looks."""
    ALERT = "alert"
    """Tell an operator; retried only where the table does not call it permanent."""
    STOP_SENDER = "stop_sender"
    """Stop sending from this number and tell an operator."""


@dataclass(frozen=True, slots=True)
class DeliveryError:
    """One code. `permanent` means that the same text cannot succeed by being sent again."""

    code: str
    kind: ErrorKind
    action: ErrorAction
    meaning: str
    permanent: bool = True


def explain(code: str, carrier: str = TWILIO) -> DeliveryError:
    """Return what a carrier's code means; an unlisted one is `UNKNOWN` and asks for an operator, not a retry."""
    listed = known_errors().get(carrier, {})
    return listed.get(code) or DeliveryError(code, ErrorKind.UNKNOWN, ErrorAction.ALERT, "not in our table")


def means_opted_out(code: str | None, carrier: str = TWILIO) -> bool:
    """True when the code, in an answer or a status callback, says that the recipient has opted out."""
    return code is not None and explain(code, carrier).kind is ErrorKind.OPTED_OUT


@lru_cache(maxsize=1)
def known_errors() -> Mapping[str, Mapping[str, DeliveryError]]:
    """Return the listed errors by carrier and code."""
    raw = yaml.safe_load(Path(__file__).with_name("delivery_errors.yaml").read_text(encoding="utf-8"))
    listed = TypeAdapter(dict[str, tuple[DeliveryError, ...]]).validate_python(raw)
    return {carrier: {error.code: error for error in errors} for carrier, errors in listed.items()}
