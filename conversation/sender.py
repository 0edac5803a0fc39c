"""A sender: the merchant's registered business number."""

from dataclasses import dataclass
from enum import StrEnum

from conversation.ids import MerchantId, SenderId


class SenderKind(StrEnum):
    """The kinds of number that US carriers register for business texting."""

    TOLL_FREE = "toll_free"
    TEN_DLC = "10dlc"
    SHORT_CODE = "short_code"


class Registration(StrEnum):
    """Where the number stands with the carriers. Only a verified one may send."""

    PENDING = "pending"
    VERIFIED = "verified"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Sender:
    """A number that belongs to one merchant. `phone` is E.164; `carrier` names the adapter that serves it."""

    id: SenderId
    merchant_id: MerchantId
    phone: str
    kind: SenderKind
    registration: Registration
    carrier: str
