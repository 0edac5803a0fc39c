"""The case's bar at the desk: what is promised, whose it is, and what may be done with it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from api.pages.item import Promise, promise_of
from api.pages.look import Look
from api.pages.moments import Moments
from api.pages.words import REASONS
from conversation.case import Case, CaseOutcome, CaseState
from conversation.conversation import Control, Conversation
from conversation.escalation import EscalationReason
from conversation.ids import CaseId
from conversation.role import Permission, Permitted
from conversation.user import User

MORNING = time(9)
OUTCOMES = {
    CaseOutcome.ANSWERED: "Answered",
    CaseOutcome.RECOVERED: "Cart recovered",
    CaseOutcome.PASSED_ON: "Passed on",
    CaseOutcome.NOT_NEEDED: "No person was needed",
    CaseOutcome.NO_REPLY: "No reply",
    CaseOutcome.SPAM: "Spam",
}
"""How a person may say that a case ended."""


@dataclass(frozen=True, slots=True)
class Return:
    """When a case may come back: in words, and as a form's field that stays the same from look to look."""

    words: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class CaseBar:
    """`reason` is empty where the banner says it already; `colleagues` are those it may be given to."""

    case_id: CaseId
    reason: str
    priority: str
    whose: str
    promise: Promise
    may_act: bool
    may_claim: bool
    may_move: bool
    colleagues: tuple[User, ...]
    returns: tuple[Return, ...]
    is_snoozed: bool
    city: str
    outcomes: tuple[tuple[str, str], ...]
    gap: str
    """Where what the AI did not know is written down; empty where that is not why a person was asked for."""


def case_bar(look: Look, moments: Moments, row: Conversation) -> CaseBar | None:
    """Return the bar of the conversation's open case, as the person who looks may use it."""
    case = look.books.open_case(row.merchant_id, row.id)
    if case is None:
        return None
    may_act = look.may(Permission.CONTROL, row) and _may_answer(look, row, case)
    is_theirs = case.claimed_by in (None, look.user.id)
    may_move = may_act and (is_theirs or look.may(Permission.REASSIGN, row))
    return CaseBar(
        case_id=case.id,
        reason="" if row.control is Control.ESCALATED else REASONS[case.reason],
        priority=case.priority.value,
        whose=_whose(look, case),
        promise=promise_of(moments, case),
        may_act=may_act,
        may_claim=may_act and case.claimed_by is None,
        may_move=may_move,
        colleagues=_colleagues(look, row, case) if may_move else (),
        returns=_returns(moments) if may_move else (),
        is_snoozed=case.state is CaseState.SNOOZED,
        city=moments.city,
        outcomes=tuple((outcome.value, words) for outcome, words in OUTCOMES.items()),
        gap=_gap(look, row, case),
    )


def _gap(look: Look, row: Conversation, case: Case) -> str:
    if case.reason is not EscalationReason.KNOWLEDGE_GAP or not look.may(Permission.OVERRIDE, row):
        return ""
    return f"/agent/answers?merchant={row.merchant_id}&gap={row.id}#add"


def _may_answer(look: Look, row: Conversation, case: Case) -> bool:
    return case.reason is not EscalationReason.LEGAL_THREAT or look.may(Permission.LEGAL_CASES, row)


def _whose(look: Look, case: Case) -> str:
    if case.claimed_by is None:
        return "Nobody has claimed it"
    return "Yours" if case.claimed_by == look.user.id else f"Claimed by {look.name_of(case.claimed_by)}"


def _colleagues(look: Look, row: Conversation, case: Case) -> tuple[User, ...]:
    needed = Permission.LEGAL_CASES if case.reason is EscalationReason.LEGAL_THREAT else Permission.CONTROL
    return tuple(
        user
        for user in look.books.users()
        if user.removed_at is None and user.id != case.claimed_by and _may(user, needed, row)
    )


def _may(user: User, permission: Permission, row: Conversation) -> bool:
    return isinstance(user.may(permission, row.merchant_id), Permitted)


def _returns(moments: Moments) -> tuple[Return, ...]:
    """Offer an hour, three, tomorrow morning and Monday morning, where the shopper is."""
    today = moments.now.astimezone(moments.zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    mornings = [("Tomorrow", today + timedelta(days=1)), ("Monday", monday)]
    if monday == today + timedelta(days=1):
        mornings = mornings[:1]
    soon = [Return(f"{hours} h", "minutes", str(hours * 60)) for hours in (1, 3)]
    later = [
        Return(f"{name} {MORNING:%H:%M}", "until", datetime.combine(day, MORNING, moments.zone).isoformat())
        for name, day in mornings
    ]
    return (*soon, *later)
