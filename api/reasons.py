"""Why a person is needed, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from conversation.escalation import EscalationReason

REASONS: Mapping[EscalationReason, str] = MappingProxyType(
    {
        EscalationReason.ASKED_FOR_PERSON: "asks for a person",
        EscalationReason.KNOWLEDGE_GAP: "asks what the AI does not know",
        EscalationReason.DAMAGED_ITEM: "something arrived damaged",
        EscalationReason.RETURN: "wants to return something",
        EscalationReason.REFUND: "wants a refund",
        EscalationReason.COMPLAINT: "complains",
        EscalationReason.BILLING: "has a question about a charge",
        EscalationReason.LEGAL_THREAT: "threatens legal action: for a lead",
        EscalationReason.ABUSE: "is abusive",
        EscalationReason.MINOR: "may be a minor",
        EscalationReason.CRISIS: "may be in danger",
        EscalationReason.UNHAPPY: "is unhappy",
        EscalationReason.HIGH_VALUE_CART: "has a cart of high value",
        EscalationReason.MERCHANT_TRIGGER: "used words that you asked to see",
        EscalationReason.GATE_REFUSED: "the gate refused the AI's text",
        EscalationReason.MODEL_FAILURE: "the AI could not answer",
        EscalationReason.MONEY_SPENT: "the AI has spent what it may",
        EscalationReason.PEOPLE_ANSWER: "texted while the AI is off",
        EscalationReason.DRAFT_WAITS: "the AI's draft waits for you",
        EscalationReason.DELIVERY_UNKNOWN: "nobody knows whether a text left",
        EscalationReason.HOLDER_REMOVED: "lost the person who answered",
    }
)

WHOLE = frozenset(
    {
        EscalationReason.DAMAGED_ITEM,
        EscalationReason.GATE_REFUSED,
        EscalationReason.MODEL_FAILURE,
        EscalationReason.MONEY_SPENT,
        EscalationReason.DRAFT_WAITS,
        EscalationReason.DELIVERY_UNKNOWN,
    }
)
"""Those whose words are a whole sentence; the others' follow a name."""


def reason_of(who: str, reason: EscalationReason) -> str:
    """Return the reason with whom it is about, such as ``N. asks for a person``."""
    return f"{who}{':' if reason in WHOLE else ''} {REASONS[reason]}"
