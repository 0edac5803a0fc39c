"""What a list said about a number: the do-not-call registry, or the database of reassigned numbers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import MerchantId


class CheckKind(StrEnum):
    """Which list was asked."""

    DO_NOT_CALL = "do_not_call"
    REASSIGNED = "reassigned"


class CheckAnswer(StrEnum):
    """`listed`: it stands on the do-not-call list, or has another owner by now. `no_data`: the list cannot tell."""

    CLEAR = "clear"
    LISTED = "listed"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """The newest answer of one kind about one number. `drawn_at` says how old the list was, not when it was asked."""

    merchant_id: MerchantId
    phone: str
    kind: CheckKind
    answer: CheckAnswer
    drawn_at: datetime
    checked_at: datetime
    source: str
