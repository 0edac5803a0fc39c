"""A sender: the merchant's registered business number."""

from dataclasses import dataclass
from enum import StrEnum

from conversation.ids import MerchantId, SenderId


class SenderKind(StrEnum):
    """The kinds of number that US carriers register for business texting."""

    TOLL_FREE = "toll_free"
    TEN_DLC = "10dlc"
    SHORT_CODE = "short_code"


KEEPS_OPT_OUTS = frozenset({SenderKind.TOLL_FREE, SenderKind.TEN_DLC})
"""Numbers whose texts are blocked outside Twolane once somebody texts STOP, until that phone texts START.

The toll-free network blocks by itself, and Twilio's default keywords do for long codes; a short code has neither unless
it was set up so (twilio.com/docs/messaging/tutorials/advanced-opt-out; primary).
"""


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
