"""Why a person is needed, in the words that pages and alerts put after the shopper's name."""

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
        EscalationReason.PEOPLE_ANSWER: "texted while the AI is off",
        EscalationReason.DRAFT_WAITS: "the AI's draft waits for you",
        EscalationReason.DELIVERY_UNKNOWN: "nobody knows whether a text left",
        EscalationReason.HOLDER_REMOVED: "lost the person who answered",
    }
)
