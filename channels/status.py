"""How far a text has come, in a carrier's words."""

from enum import StrEnum


class CarrierStatus(StrEnum):
    """The states that Twilio names for a text, and `unknown` for any word it adds later."""

    UNKNOWN = "unknown"
    SCHEDULED = "scheduled"
    ACCEPTED = "accepted"
    RECEIVING = "receiving"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    PARTIALLY_DELIVERED = "partially_delivered"
    RECEIVED = "received"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    READ = "read"

    @classmethod
    def read_word(cls, word: str) -> "CarrierStatus":
        """Return the status that a carrier's word names; an unfamiliar word is `UNKNOWN`, never an error."""
        try:
            return cls(word.strip().lower())
        except ValueError:
            return cls.UNKNOWN

    @property
    def rank(self) -> int:
        """Place on the way to the phone. Callbacks come in any order: only a greater rank replaces a lesser."""
        return _RANKS[self]

    @property
    def final(self) -> bool:
        """True when no callback is expected to change it, save that a delivered text may yet be read."""
        return self.rank >= _FINAL

    def advances(self, current: "CarrierStatus") -> bool:
        """True when this may replace `current`: delivery moves forward, never back; the first final wins."""
        return self.rank > current.rank


_FINAL = 70
_RANKS = {
    CarrierStatus.UNKNOWN: 0,
    CarrierStatus.SCHEDULED: 10,
    CarrierStatus.ACCEPTED: 20,
    CarrierStatus.RECEIVING: 20,
    CarrierStatus.QUEUED: 30,
    CarrierStatus.SENDING: 40,
    CarrierStatus.SENT: 50,
    CarrierStatus.PARTIALLY_DELIVERED: 60,
    CarrierStatus.RECEIVED: _FINAL,
    CarrierStatus.DELIVERED: _FINAL,
    CarrierStatus.UNDELIVERED: _FINAL,
    CarrierStatus.FAILED: _FINAL,
    CarrierStatus.CANCELED: _FINAL,
    CarrierStatus.READ: 80,
}
