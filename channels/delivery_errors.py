"""What Twilio's error codes mean and what to do. Codes shift (changelog 2024-07-10), so this is data."""

from dataclasses import dataclass
from enum import StrEnum


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
    """The number takes no texts: do not text it again."""
    RETRY = "retry"
    """Try again with backoff."""
    RETRY_TWICE = "retry_twice"
    """Try again once or twice, then leave the phone alone for a while."""
    RETRY_ONCE = "retry_once"
    REVIEW = "review"
    """No retry; it may be an opt-out, so a person looks."""
    ALERT = "alert"
    """No retry of this text; tell an operator."""
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


def explain(code: str) -> DeliveryError:
    """Return what a Twilio code means; an unlisted one is `UNKNOWN` and asks for an operator, not a retry."""
    return _BY_CODE.get(code) or DeliveryError(code, ErrorKind.UNKNOWN, ErrorAction.ALERT, "not in our table")


def means_opted_out(code: str | None) -> bool:
    """True when the code, in an answer or a status callback, says that the recipient has opted out."""
    return code is not None and explain(code).kind is ErrorKind.OPTED_OUT


KNOWN_ERRORS = (
    DeliveryError("21610", ErrorKind.OPTED_OUT, ErrorAction.SUPPRESS, "the recipient has opted out"),
    DeliveryError("21211", ErrorKind.BAD_NUMBER, ErrorAction.MARK_NUMBER, "not a valid number"),
    DeliveryError("21614", ErrorKind.BAD_NUMBER, ErrorAction.MARK_NUMBER, "not a mobile number"),
    DeliveryError("30005", ErrorKind.BAD_NUMBER, ErrorAction.MARK_NUMBER, "unknown handset"),
    DeliveryError("30006", ErrorKind.BAD_NUMBER, ErrorAction.MARK_NUMBER, "landline or unreachable carrier"),
    DeliveryError("21602", ErrorKind.BAD_TEXT, ErrorAction.ALERT, "the text is empty"),
    DeliveryError("21617", ErrorKind.BAD_TEXT, ErrorAction.ALERT, "the text is longer than 1,600 characters"),
    DeliveryError("21612", ErrorKind.UNROUTABLE, ErrorAction.ALERT, "no route from this sender to this number"),
    DeliveryError("21408", ErrorKind.UNROUTABLE, ErrorAction.ALERT, "the account may not text this region"),
    DeliveryError("20429", ErrorKind.CONGESTED, ErrorAction.RETRY, "too many requests", permanent=False),
    DeliveryError("30001", ErrorKind.CONGESTED, ErrorAction.RETRY, "queue overflow", permanent=False),
    DeliveryError("30022", ErrorKind.CONGESTED, ErrorAction.RETRY, "carrier rate limit exceeded", permanent=False),
    DeliveryError("30003", ErrorKind.HANDSET_AWAY, ErrorAction.RETRY_TWICE, "handset unreachable", permanent=False),
    DeliveryError("30008", ErrorKind.UNKNOWN, ErrorAction.RETRY_ONCE, "unknown error", permanent=False),
    DeliveryError("30004", ErrorKind.BLOCKED, ErrorAction.REVIEW, "blocked, perhaps by the recipient"),
    DeliveryError("30007", ErrorKind.FILTERED, ErrorAction.ALERT, "filtered as unwanted by a carrier"),
    DeliveryError("30032", ErrorKind.UNREGISTERED, ErrorAction.STOP_SENDER, "toll-free number not verified"),
    DeliveryError("30034", ErrorKind.UNREGISTERED, ErrorAction.STOP_SENDER, "10DLC number not registered"),
    DeliveryError("30533", ErrorKind.UNREGISTERED, ErrorAction.STOP_SENDER, "P2P use case cannot be registered"),
    DeliveryError("20003", ErrorKind.MISCONFIGURED, ErrorAction.ALERT, "wrong credentials", permanent=False),
    DeliveryError("21609", ErrorKind.MISCONFIGURED, ErrorAction.ALERT, "the status callback is not a web address"),
    DeliveryError("21606", ErrorKind.MISCONFIGURED, ErrorAction.STOP_SENDER, "the account does not own the sender"),
)
_BY_CODE = {error.code: error for error in KNOWN_ERRORS}
