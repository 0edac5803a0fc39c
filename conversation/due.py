"""A due row: something that a conversation must do at or after a moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.draft import Draft
from conversation.ids import ConversationId, MerchantId
from conversation.verdict import VerdictNote


class DueKind(StrEnum):
    """A reminder is composed when due; a deferred draft is decided again with fresh facts when due.

    A `suggestion` is a draft that waits for a person and is stale when due; its `ref` is the newest text that had been
    dealt with before. A `followup` is composed when due, as the shopper asked in the text that its `ref` names. A case
    that was put aside comes back when its `snooze` is due; `service` is when a promise to a waiting shopper is broken;
    `auto_return` is when a conversation held by people would go back to the AI. A `flow` waits for a reply, until it is
    due: its `ref` is the run.
    """

    REMINDER = "reminder"
    DRAFT = "draft"
    SUGGESTION = "suggestion"
    FOLLOWUP = "followup"
    SNOOZE = "snooze"
    SERVICE = "service"
    AUTO_RETURN = "auto_return"
    FLOW = "flow"


TEXTS = frozenset({DueKind.REMINDER, DueKind.DRAFT, DueKind.SUGGESTION, DueKind.FOLLOWUP})
"""Those that become a text: whoever takes control or opts out ends them."""


class DueState(StrEnum):
    """`waiting` until it is dealt with or something cancels it."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class DueRow:
    """`ref` is the cart of a reminder, the text that asked for a follow-up, or the case of a chore.

    `draft` and `verdict` belong to a deferred text. `outcome` says how it ended.
    """

    id: str
    merchant_id: MerchantId
    conversation_id: ConversationId
    kind: DueKind
    due_at: datetime
    expires_at: datetime
    state: DueState
    ref: str | None = None
    draft: Draft | None = None
    verdict: VerdictNote | None = None
    outcome: str | None = None
