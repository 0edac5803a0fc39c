"""An escalation: a typed request for a person, never words in a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class EscalationReason(StrEnum):
    """Why a person is needed. While a draft waits for one, the AI keeps control."""

    ASKED_FOR_PERSON = "asked_for_person"
    KNOWLEDGE_GAP = "knowledge_gap"
    DAMAGED_ITEM = "damaged_item"
    RETURN = "return"
    REFUND = "refund"
    COMPLAINT = "complaint"
    BILLING = "billing"
    LEGAL_THREAT = "legal_threat"
    ABUSE = "abuse"
    MINOR = "minor"
    CRISIS = "crisis"
    UNHAPPY = "unhappy"
    HIGH_VALUE_CART = "high_value_cart"
    MERCHANT_TRIGGER = "merchant_trigger"
    GATE_REFUSED = "gate_refused"
    MODEL_FAILURE = "model_failure"
    MONEY_SPENT = "money_spent"
    DELIVERY_UNKNOWN = "delivery_unknown"
    HOLDER_REMOVED = "holder_removed"
    PEOPLE_ANSWER = "people_answer"
    DRAFT_WAITS = "draft_waits"


SILENT_REASONS = frozenset(
    {
        EscalationReason.ABUSE,
        EscalationReason.LEGAL_THREAT,
        EscalationReason.CRISIS,
        EscalationReason.MINOR,
        EscalationReason.DELIVERY_UNKNOWN,
        EscalationReason.PEOPLE_ANSWER,
        EscalationReason.DRAFT_WAITS,
    }
)
"""Reasons after which the shopper gets no holding text."""


LEAD_REASONS = frozenset({EscalationReason.LEGAL_THREAT})
"""Reasons that only a lead answers."""

ALERTS = (EscalationReason.CRISIS, EscalationReason.MINOR, EscalationReason.LEGAL_THREAT)
"""Reasons that come before all others, the gravest first."""


class Priority(StrEnum):
    """How soon a person is needed, soonest first."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


PRIORITIES: Mapping[EscalationReason, Priority] = MappingProxyType(
    {
        EscalationReason.CRISIS: Priority.URGENT,
        EscalationReason.MINOR: Priority.URGENT,
        EscalationReason.LEGAL_THREAT: Priority.URGENT,
        EscalationReason.ASKED_FOR_PERSON: Priority.HIGH,
        EscalationReason.DAMAGED_ITEM: Priority.HIGH,
        EscalationReason.REFUND: Priority.HIGH,
        EscalationReason.COMPLAINT: Priority.HIGH,
        EscalationReason.BILLING: Priority.HIGH,
        EscalationReason.UNHAPPY: Priority.HIGH,
        EscalationReason.HIGH_VALUE_CART: Priority.HIGH,
        EscalationReason.HOLDER_REMOVED: Priority.HIGH,
        EscalationReason.RETURN: Priority.NORMAL,
        EscalationReason.KNOWLEDGE_GAP: Priority.NORMAL,
        EscalationReason.MERCHANT_TRIGGER: Priority.NORMAL,
        EscalationReason.GATE_REFUSED: Priority.NORMAL,
        EscalationReason.MODEL_FAILURE: Priority.NORMAL,
        EscalationReason.MONEY_SPENT: Priority.NORMAL,
        EscalationReason.ABUSE: Priority.NORMAL,
        EscalationReason.PEOPLE_ANSWER: Priority.NORMAL,
        EscalationReason.DRAFT_WAITS: Priority.NORMAL,
        EscalationReason.HOLDER_REMOVED: Priority.HIGH,
        EscalationReason.DELIVERY_UNKNOWN: Priority.LOW,
    }
)
"""What each reason is worth by itself."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """`note` is for the human agent; the shopper never reads it. `raised` goes before the reason's own priority."""

    reason: EscalationReason
    note: str
    at: datetime
    raised: Priority | None = None

    @property
    def priority(self) -> Priority:
        return self.raised or PRIORITIES[self.reason]

    @property
    def for_lead(self) -> bool:
        """Whether only a lead should take it."""
        return self.reason in LEAD_REASONS

    @property
    def is_alert(self) -> bool:
        """Whether it stands above every other conversation in the list."""
        return self.reason in ALERTS

    def outranks(self, other: "Escalation | None") -> bool:
        """Tell whether this is graver than what a person was asked for before."""
        return other is None or _rank(self.reason) < _rank(other.reason)


@dataclass(frozen=True, slots=True)
class EscalationTrigger:
    """Words or phrases at which a merchant wants a person. They are matched as whole words, in any case."""

    name: str
    phrases: tuple[str, ...]
    priority: Priority = Priority.NORMAL


def _rank(reason: EscalationReason) -> int:
    return ALERTS.index(reason) if reason in ALERTS else len(ALERTS)
