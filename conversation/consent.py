"""What a shopper agreed to, with its proof, and what they took back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import MerchantId, MessageId


class ConsentScope(StrEnum):
    """What the wording named."""

    MARKETING = "marketing"
    CART_REMINDERS = "cart_reminders"


class ConsentMethod(StrEnum):
    """How the shopper agreed."""

    CHECKOUT = "checkout"
    WEB_FORM = "web_form"
    KEYWORD = "keyword"
    TEXT = "text"
    PAPER = "paper"
    POINT_OF_SALE = "point_of_sale"
    PHONE_CALL = "phone_call"
    EMAIL = "email"
    IMPORT = "import"


class ConsentState(StrEnum):
    """`requested` is asked for and unanswered; `confirmed` is agreed to: by a text where `answer_id` is there."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Consent:
    """One opt-in for one scope, as it stands now; `conversation.consent_event` keeps how it came to that.

    `wording` is the exact text agreed to; `method` (a `ConsentMethod`) and `source` say how and where. `prompt_id` is
    our text that asked for the double opt-in, `answer_id` the shopper's text that confirmed it, `revoked_by` the text
    that took it back, where a text did.
    """

    id: str
    merchant_id: MerchantId
    phone: str
    scope: ConsentScope
    state: ConsentState
    wording: str
    method: str
    source: str
    requested_at: datetime
    prompt_id: MessageId | None = None
    confirmed_at: datetime | None = None
    answer_id: MessageId | None = None
    revoked_at: datetime | None = None
    revoked_by: MessageId | None = None

    @property
    def is_by_text(self) -> bool:
        """Whether it stands and the shopper's own text confirmed it: the double opt-in."""
        return self.state is ConsentState.CONFIRMED and self.answer_id is not None


class SuppressionReason(StrEnum):
    """Why no further text may leave."""

    OPT_OUT = "opt_out"
    WRONG_NUMBER = "wrong_number"
    MINOR = "minor"
    CRISIS = "crisis"
    HOSTILE = "hostile"
    CARRIER = "carrier"
    OPERATOR = "operator"
    BLOCKED = "blocked"


ASKED_FOR = frozenset({SuppressionReason.OPT_OUT, SuppressionReason.WRONG_NUMBER})
"""Reasons that are the shopper's own wish, by text."""

OPT_OUTS = frozenset({SuppressionReason.OPT_OUT, SuppressionReason.OPERATOR, SuppressionReason.CARRIER})
"""Reasons that say no more than that the shopper opted out, by whichever way we heard."""

LIFTED_BY_START = frozenset({SuppressionReason.OPT_OUT, SuppressionReason.OPERATOR})
"""Opt-outs that the shopper's own START takes back (47 CFR 64.1200(a)(10): a revocation binds until new consent)."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A stop for a number across the whole merchant, until `lifted_at`. `evidence` is what raised it.

    `opted_out_at` is when the shopper asked to stop, where they did: `reason` may be something graver.
    """

    merchant_id: MerchantId
    phone: str
    reason: SuppressionReason
    since: datetime
    evidence: str
    message_id: MessageId | None = None
    lifted_at: datetime | None = None
    opted_out_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.lifted_at is None

    @property
    def is_asked_for(self) -> bool:
        """Whether the shopper asked to stop, which is confirmed by text once."""
        return self.opted_out_at is not None or self.reason in ASKED_FOR

    @property
    def asked_at(self) -> datetime:
        """When they asked, where that is known."""
        return self.opted_out_at or self.since

    @property
    def lets_safety_through(self) -> bool:
        """Whether we raised it ourselves because of a crisis, and no opt-out is behind it."""
        return self.reason is SuppressionReason.CRISIS and self.opted_out_at is None
