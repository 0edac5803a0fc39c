"""The words the pages use for what the ledger calls by its own names."""

from collections.abc import Mapping
from types import MappingProxyType

from conversation.consent import ConsentScope, SuppressionReason
from conversation.escalation import EscalationReason
from conversation.message import EvidenceGrade
from conversation.offer import OfferState
from conversation.sender import Registration, Sender, SenderKind

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

GRADES: Mapping[EvidenceGrade, str] = MappingProxyType(
    {
        EvidenceGrade.COMPOSED_HERE: "seen: in Twolane's composer",
        EvidenceGrade.RELAYED: "not seen: relayed from the merchant's own inbox",
    }
)

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "queued": "queued",
        "claimed": "sending",
        "unknown": "unknown: it may have left",
        "cancelled": "cancelled, never left",
        "canceled": "cancelled by the carrier",
        "undelivered": "not delivered",
        "failed": "failed",
    }
)
"""Statuses that need other words; the rest say what they mean."""

TROUBLED = frozenset({"unknown", "undelivered", "failed"})

SUPPRESSIONS: Mapping[SuppressionReason, str] = MappingProxyType(
    {
        SuppressionReason.OPT_OUT: "Opted out",
        SuppressionReason.WRONG_NUMBER: "Wrong number",
        SuppressionReason.MINOR: "Stopped: may be a minor",
        SuppressionReason.CRISIS: "Stopped: may be in danger",
        SuppressionReason.HOSTILE: "Stopped: hostile",
        SuppressionReason.CARRIER: "Opted out at the carrier",
        SuppressionReason.OPERATOR: "Stopped by the merchant",
    }
)

SCOPES: Mapping[ConsentScope, str] = MappingProxyType(
    {ConsentScope.MARKETING: "marketing", ConsentScope.CART_REMINDERS: "cart reminders"}
)

OFFERS: Mapping[OfferState, str] = MappingProxyType(
    {
        OfferState.RESERVED: "reserved",
        OfferState.ISSUED: "issued",
        OfferState.REDEEMED: "redeemed",
        OfferState.EXPIRED: "expired",
    }
)

_KINDS = {SenderKind.TOLL_FREE: "toll-free", SenderKind.TEN_DLC: "10DLC", SenderKind.SHORT_CODE: "short code"}
_REGISTRATIONS = {
    Registration.PENDING: "registration pending",
    Registration.VERIFIED: "verified",
    Registration.SUSPENDED: "suspended",
}


def sender_words(sender: Sender | None) -> str:
    """Such as ``toll-free, verified (simulated)``."""
    if sender is None:
        return "no number"
    simulated = " (simulated)" if sender.carrier == "simulator" else ""
    return f"{_KINDS[sender.kind]}, {_REGISTRATIONS[sender.registration]}{simulated}"


def phone_words(phone: str) -> str:
    """Write a US number as people do; any other stays as it is."""
    digits = phone.removeprefix("+1")
    if len(digits) != 10 or not digits.isdigit() or not phone.startswith("+1"):
        return phone
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def short_name(name: str, phone: str) -> str:
    """Return ``Noah B.``, or the number of somebody whose name is not known."""
    parts = name.split()
    if not parts:
        return phone_words(phone)
    return parts[0] if len(parts) == 1 else f"{parts[0]} {parts[-1][0]}."
