"""An escalation: a typed request for a person, never words in a text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EscalationReason(StrEnum):
    """Why a person is needed."""

    ASKED_FOR_PERSON = "asked_for_person"
    KNOWLEDGE_GAP = "knowledge_gap"
    DAMAGED_ITEM = "damaged_item"
    REFUND = "refund"
    BILLING = "billing"
    LEGAL_THREAT = "legal_threat"
    ABUSE = "abuse"
    MINOR = "minor"
    CRISIS = "crisis"
    UNHAPPY = "unhappy"
    GATE_REFUSED = "gate_refused"
    MODEL_FAILURE = "model_failure"
    DELIVERY_UNKNOWN = "delivery_unknown"


SILENT_REASONS = frozenset(
    {
        EscalationReason.ABUSE,
        EscalationReason.LEGAL_THREAT,
        EscalationReason.CRISIS,
        EscalationReason.MINOR,
        EscalationReason.DELIVERY_UNKNOWN,
    }
)
"""Reasons after which the shopper gets no holding text."""


LEAD_REASONS = frozenset({EscalationReason.LEGAL_THREAT})
"""Reasons that only a lead answers."""

_GRAVEST = (EscalationReason.CRISIS, EscalationReason.MINOR, EscalationReason.LEGAL_THREAT)
"""Reasons that come before all others, the gravest first."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """`note` is for the human agent; the shopper never reads it."""

    reason: EscalationReason
    note: str
    at: datetime

    @property
    def for_lead(self) -> bool:
        """Whether only a lead should take it."""
        return self.reason in LEAD_REASONS

    @property
    def is_alert(self) -> bool:
        """Whether it stands above every other conversation in the list."""
        return self.reason in _GRAVEST

    def outranks(self, other: "Escalation | None") -> bool:
        """Tell whether this is graver than what a person was asked for before."""
        return other is None or _rank(self.reason) < _rank(other.reason)


def _rank(reason: EscalationReason) -> int:
    return _GRAVEST.index(reason) if reason in _GRAVEST else len(_GRAVEST)
