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


@dataclass(frozen=True, slots=True)
class Escalation:
    """`note` is for the human agent; the shopper never reads it."""

    reason: EscalationReason
    note: str
    at: datetime
