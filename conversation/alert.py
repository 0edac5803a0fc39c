"""An alert: word to somebody outside the pages that a conversation needs a person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.escalation import EscalationReason, Priority
from conversation.ids import CaseId, ConversationId, MerchantId, UserId


class AlertKind(StrEnum):
    """`escalated`: a case waits. `given`: it was given to somebody. `untaken`: nobody took it, and time runs out.

    `overdue`: a promise to the shopper is broken. `stayed`: it would have gone back to the AI and must not. `seat`: a
    figure of a person's seat is unusual. `violated`: a check of evaluation found a live conversation at fault.
    `undelivered`: a carrier does not deliver, and somebody must look why. `number_stopped`: a carrier's answer stopped
    a number. `template_stopped`: carriers filter a flow, a campaign or a prompt. `codes`: the shop had no code left for
    an offer. `shop_away`: the shop refuses to be read, tells no more, or the app was removed from it. `test`: somebody
    tries whether alerts arrive.
    """

    ESCALATED = "escalated"
    GIVEN = "given"
    UNTAKEN = "untaken"
    OVERDUE = "overdue"
    STAYED = "stayed"
    SEAT = "seat"
    VIOLATED = "violated"
    UNDELIVERED = "undelivered"
    NUMBER_STOPPED = "number_stopped"
    TEMPLATE_STOPPED = "template_stopped"
    CODES = "codes"
    SHOP_AWAY = "shop_away"
    TEST = "test"


class AlertWay(StrEnum):
    """How it gets there: to a person's device or address, or to something of the merchant's."""

    PUSH = "push"
    EMAIL = "email"
    SLACK = "slack"
    TEAMS = "teams"
    WEBHOOK = "webhook"


class AlertState(StrEnum):
    """`dropped`: by the time it would have left, nobody needed it any more."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class AlertCause:
    """Something happened of which somebody must hear at or after `due_at`. Written in the transaction that did it.

    `conversation_id` is empty for what is about none. `person` is whom it was given to, or whose seat it is. `done_at`
    is when it became alerts.
    """

    id: str
    merchant_id: MerchantId
    conversation_id: ConversationId
    kind: AlertKind
    at: datetime
    due_at: datetime
    case_id: CaseId | None = None
    person: UserId | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert by one way to one target: a device's, a person's or a hook's id. It holds no words of a shopper.

    `due_at` is when it may leave, or leave again; `leased_until` says that somebody is at it. `answer` is what the
    other side said last, in our words.
    """

    id: str
    merchant_id: MerchantId
    kind: AlertKind
    way: AlertWay
    target: str
    priority: Priority
    made_at: datetime
    due_at: datetime
    state: AlertState = AlertState.QUEUED
    conversation_id: ConversationId | None = None
    case_id: CaseId | None = None
    reason: EscalationReason | None = None
    user_id: UserId | None = None
    attempts: int = 0
    leased_until: datetime | None = None
    settled_at: datetime | None = None
    answer: str = ""

    @property
    def topic(self) -> str:
        return topic_of(self.kind, self.reason)


def topic_of(kind: AlertKind, reason: EscalationReason | None) -> str:
    """Return what people choose by: the reason of an escalation, or the kind of any other alert."""
    return reason.value if kind is AlertKind.ESCALATED and reason is not None else kind.value


KINDS_TO_CHOOSE = (
    AlertKind.GIVEN,
    AlertKind.UNTAKEN,
    AlertKind.OVERDUE,
    AlertKind.STAYED,
    AlertKind.SEAT,
    AlertKind.VIOLATED,
    AlertKind.UNDELIVERED,
    AlertKind.NUMBER_STOPPED,
    AlertKind.TEMPLATE_STOPPED,
    AlertKind.CODES,
    AlertKind.SHOP_AWAY,
)
ABOUT_SENDING = (AlertKind.UNDELIVERED, AlertKind.NUMBER_STOPPED, AlertKind.TEMPLATE_STOPPED)
"""What carriers do to texts: for whoever may change settings, and for leads."""
WITHOUT_CASE = (AlertKind.SEAT, AlertKind.VIOLATED, AlertKind.CODES, AlertKind.SHOP_AWAY, *ABOUT_SENDING)
"""What is not about the case that may be open in the conversation."""

TOPICS: tuple[str, ...] = (*(reason.value for reason in EscalationReason), *(kind.value for kind in KINDS_TO_CHOOSE))
"""Everything that can be chosen."""
