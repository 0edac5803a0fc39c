"""Telnyx's words: how far a text has come, and the keywords that it answers itself.

Sources: the delivery statuses of its Message resource; developers.telnyx.com/docs/messaging, advanced opt-in and -out.
"""

from collections.abc import Mapping
from types import MappingProxyType

from channels.status import CarrierStatus

STOP_WORDS = frozenset({"STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
"""Neither REVOKE nor OPTOUT: those are ours to answer."""

_STATUSES: Mapping[str, CarrierStatus] = MappingProxyType(
    {
        "webhook_delivered": CarrierStatus.RECEIVED,
        "sending_failed": CarrierStatus.FAILED,
        "delivery_failed": CarrierStatus.UNDELIVERED,
        "delivery_unconfirmed": CarrierStatus.SENT,
        "expired": CarrierStatus.FAILED,
        "gw_reject": CarrierStatus.FAILED,
        "gw_timeout": CarrierStatus.UNKNOWN,
        "dlr_unconfirmed": CarrierStatus.SENT,
        "dlr_timeout": CarrierStatus.SENT,
    }
)


def status_of(word: str) -> CarrierStatus:
    """Return what a word of Telnyx's names; most are Twilio's words too, and an unfamiliar one is `UNKNOWN`."""
    return _STATUSES.get(word.strip().lower()) or CarrierStatus.read_word(word)
