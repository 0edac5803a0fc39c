"""Which conversations are listed, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.case import Case, CaseState
from conversation.conversation import Control, Conversation
from conversation.escalation import ALERTS, Priority
from conversation.ids import ConversationId, UserId

MOST_COUNTED = 100
"""So many are counted at most: what is more is too much to do today."""


class Filter(StrEnum):
    """`escalated` waits for a person, the most urgent first; `snoozed` was put aside, what comes back soonest first.

    `mine` is what the person has control of or claimed, and has not put aside; `all` is what is not closed. These two
    and `closed` begin with the newest.
    """

    ESCALATED = "escalated"
    MINE = "mine"
    ALL = "all"
    SNOOZED = "snoozed"
    CLOSED = "closed"

    @property
    def is_newest_first(self) -> bool:
        return self in (Filter.MINE, Filter.ALL, Filter.CLOSED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation and its open case."""

    conversation: Conversation
    case: Case | None

    @property
    def is_snoozed(self) -> bool:
        return self.case is not None and self.case.state is CaseState.SNOOZED


Place = tuple[datetime, ConversationId]
"""Where a list that begins with the newest goes on."""


def urgency(listed: Listed) -> tuple[bool, int, datetime, ConversationId]:
    """Sort by it as people should take them: alerts, then by priority, then by the promise that breaks first."""
    row, case = listed.conversation, listed.case
    if case is None:
        return True, len(Priority), row.updated_at, row.id
    return case.reason not in ALERTS, list(Priority).index(case.priority), case.due_at, row.id


def belongs(listed: Listed, chosen: Filter, user_id: UserId) -> bool:
    """Tell whether the filter shows a conversation to `user_id`."""
    row, case = listed.conversation, listed.case
    match chosen:
        case Filter.ESCALATED:
            return row.control is Control.ESCALATED and not listed.is_snoozed
        case Filter.MINE:
            is_claimed = case is not None and case.state is CaseState.CLAIMED and case.claimed_by == user_id
            return is_claimed or (row.holder == user_id and not listed.is_snoozed)
        case Filter.ALL:
            return row.control is not Control.CLOSED
        case Filter.SNOOZED:
            return listed.is_snoozed
        case Filter.CLOSED:
            return row.control is Control.CLOSED
