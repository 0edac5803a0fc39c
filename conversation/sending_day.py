"""A sending day: how much of a daily allowance was taken."""

from dataclasses import dataclass

from conversation.ids import MerchantId


@dataclass(frozen=True, slots=True)
class SendingDay:
    """`subject` is what the carriers count by: a 10DLC brand, or a number. `day` is a date in the zone they count in.

    `taken` are segments that were given to processes to send, whether they sent them or died before.
    """

    subject: str
    day: str
    merchant_id: MerchantId
    taken: int
