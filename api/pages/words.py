"""The words the pages use for what the ledger calls by its own names."""

from collections.abc import Mapping
from types import MappingProxyType

from api.reasons import REASONS as REASONS
from conversation.consent import ConsentScope, SuppressionReason
from conversation.message import EvidenceGrade
from conversation.offer import OfferState
from conversation.sender import Registration, Sender, SenderKind

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
        SuppressionReason.OPERATOR: "Opted out, as the merchant recorded",
        SuppressionReason.BLOCKED: "Blocked by the merchant",
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
