"""A case: a conversation that waits for a person, from the moment one is asked for until somebody settles it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.escalation import EscalationReason, Priority
from conversation.ids import CaseId, ConversationId, MerchantId, UserId


class CaseState(StrEnum):
    """`claimed`: somebody said that it is theirs. Control of the conversation is another matter."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SNOOZED = "snoozed"
    CLOSED = "closed"


OPEN_STATES = (CaseState.WAITING, CaseState.CLAIMED, CaseState.SNOOZED)

LEAD = "lead"
"""The skill that a case for leads asks for."""


class CaseOutcome(StrEnum):
    """How a case ended. The last two are written by control itself, where nobody said more."""

    ANSWERED = "answered"
    RECOVERED = "recovered"
    PASSED_ON = "passed_on"
    NOT_NEEDED = "not_needed"
    NO_REPLY = "no_reply"
    SPAM = "spam"
    HANDED_BACK = "handed_back"
    ENDED = "ended"


class ServiceClock(StrEnum):
    """What is promised to a shopper who waits."""

    FIRST_REPLY = "first_reply"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Case:
    """At most one of a conversation is open. `skill` and `language` are what its person should have; None: anybody's.

    `first_reply_due` and `resolution_due` are when the merchant's targets run out.
    """

    id: CaseId
    merchant_id: MerchantId
    conversation_id: ConversationId
    state: CaseState
    reason: EscalationReason
    priority: Priority
    opened_at: datetime
    first_reply_due: datetime
    resolution_due: datetime
    skill: str | None = None
    language: str | None = None
    first_reply_at: datetime | None = None
    claimed_by: UserId | None = None
    claimed_at: datetime | None = None
    snoozed_until: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    outcome: CaseOutcome | None = None

    @property
    def for_lead(self) -> bool:
        """Whether only a lead may have it. It stays so, whatever graver reason is noted later."""
        return self.skill == LEAD

    @property
    def is_open(self) -> bool:
        return self.state is not CaseState.CLOSED

    @property
    def clock(self) -> ServiceClock:
        """Which promise runs now."""
        return ServiceClock.FIRST_REPLY if self.first_reply_at is None else ServiceClock.RESOLUTION

    @property
    def due_at(self) -> datetime:
        """When the promise that runs now is broken."""
        return self.first_reply_due if self.first_reply_at is None else self.resolution_due

    def is_overdue(self, clock: ServiceClock, now: datetime) -> bool:
        """Tell whether that promise is broken at `now`."""
        if clock is ServiceClock.FIRST_REPLY:
            return self.is_open and self.first_reply_at is None and self.first_reply_due <= now
        return self.is_open and self.resolution_due <= now
