"""A sender: the merchant's business number, and where its registration with the carriers stands."""

from dataclasses import dataclass
from datetime import datetime
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
    """Where the number stands with the carriers. Only a verified one may send.

    `unregistered`: nothing was handed in yet. `pending`: they look at it. `rejected`: they refused it. `suspended`: it
    was stopped, by a carrier's answer or by a person.
    """

    UNREGISTERED = "unregistered"
    PENDING = "pending"
    VERIFIED = "verified"
    REJECTED = "rejected"
    SUSPENDED = "suspended"


class UseCase(StrEnum):
    """What the number was registered for, in the words of The Campaign Registry and of toll-free verification.

    There is no person-to-person one: carriers register business texts only (Twilio error 30533; primary).
    """

    MIXED = "mixed"
    MARKETING = "marketing"
    LOW_VOLUME = "low_volume"
    CUSTOMER_CARE = "customer_care"
    ACCOUNT_NOTIFICATION = "account_notification"
    DELIVERY_NOTIFICATION = "delivery_notification"


SELLING = frozenset({UseCase.MIXED, UseCase.MARKETING, UseCase.LOW_VOLUME})
"""Registrations under which a text may sell. Low volume is mixed by its registration."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A number that belongs to one merchant. `phone` is E.164; `carrier` names the adapter that serves it.

    `brand_id` and `campaign_id` are The Campaign Registry's for a 10DLC number, `verification_id` is the carrier's for
    a toll-free number or a short code. `tier` names a row of `channels/throughput_tiers.yaml`; empty: the most modest
    of its kind. `suspended_why` is told for a number that is suspended or rejected, `suspended_code` the carrier's.
    """

    id: SenderId
    merchant_id: MerchantId
    phone: str
    kind: SenderKind
    registration: Registration
    carrier: str
    use_case: UseCase = UseCase.MIXED
    brand_id: str = ""
    campaign_id: str = ""
    verification_id: str = ""
    tier: str = ""
    suspended_why: str = ""
    suspended_code: str = ""
    suspended_at: datetime | None = None
    capacity: int = 180
    """Segments that it may send a minute: a number that may send more gets more of the contacts."""

    @property
    def may_send(self) -> bool:
        return self.registration is Registration.VERIFIED

    @property
    def standing(self) -> str:
        """Say where the registration stands, and why where it is stopped."""
        code = f" (code {self.suspended_code})" if self.suspended_code else ""
        why = f": {self.suspended_why}" if self.suspended_why else ""
        return f"{self.registration.value}{why}{code}"
