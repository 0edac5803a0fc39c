"""The rules of cases, under their conversation's lock: opened once, claimed by one person, never forgotten."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from conversation.case import LEAD, Case, CaseOutcome, CaseState, ServiceClock
from conversation.due import DueKind, DueRow
from conversation.errors import AlreadyClaimed, Closed, Invalid, Unknown
from conversation.escalation import Escalation, EscalationReason, Priority
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import CaseId, MerchantId, UserId, new_id
from conversation.language import language_of
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.message import Direction
from conversation.role import Permission, Permitted
from conversation.standing import check_standing
from conversation.user import User
from conversation.working_time import after_working

SKILLS: Mapping[EscalationReason, str] = MappingProxyType(
    {
        EscalationReason.RETURN: "returns",
        EscalationReason.REFUND: "returns",
        EscalationReason.DAMAGED_ITEM: "returns",
        EscalationReason.COMPLAINT: "complaints",
        EscalationReason.UNHAPPY: "complaints",
        EscalationReason.BILLING: "billing",
    }
)
"""What a person should be good at who answers for each reason."""


def open_case(held: Held, escalation: Escalation) -> Case:
    """Open the conversation's case, or note a graver reason in the one that is open. Its clocks begin now."""
    standing = held.books.open_case(held.row.merchant_id, held.row.id)
    if standing is not None:
        raised = _made_graver(held, standing, escalation)
        _leave_to_lead(held, raised)
        return raised
    merchant = held.books.merchant(held.row.merchant_id)
    if merchant is None:
        raise Unknown("merchant", held.row.merchant_id)
    first, resolution = _promised(merchant, escalation.priority, held.now)
    case = Case(
        id=new_id("cas", held.now),
        merchant_id=held.row.merchant_id,
        conversation_id=held.row.id,
        state=CaseState.CLAIMED if held.row.holder else CaseState.WAITING,
        reason=escalation.reason,
        priority=escalation.priority,
        opened_at=held.now,
        first_reply_due=first,
        resolution_due=resolution,
        skill=_skill(escalation),
        language=_language(held),
        claimed_by=held.row.holder,
        claimed_at=held.now if held.row.holder else None,
    )
    held.books.save_case(case)
    held.record(EventKind.CASE_OPENED, "system", case=case.id, reason=case.reason.value, priority=case.priority.value)
    _watch_clocks(held, case)
    return case


def claim_case(books: Books, merchant_id: MerchantId, case_id: CaseId, user: User, now: datetime) -> Case:
    """Make the case `user`'s. Claiming one's own again changes nothing.

    Raises AlreadyClaimed when somebody else has it, Closed, NotAllowed, Unknown.
    """
    with _held_case(books, merchant_id, case_id, now, user) as (held, case):
        _check_answers(user, case)
        if case.claimed_by == user.id:
            return case
        if case.claimed_by is not None:
            raise AlreadyClaimed("another person has claimed this case")
        return give(held, case, user, user.id)


def reassign_case(books: Books, merchant_id: MerchantId, case_id: CaseId, actor: User, to: User, now: datetime) -> Case:
    """Give the case to `to`: by its holder, by a lead, or by anybody while nobody has it.

    Raises NotAllowed, for either of them, Closed, Unknown.

    Control does not move with it: the new person takes over when they text.
    """
    with _held_case(books, merchant_id, case_id, now, to) as (held, case):
        _check_answers(actor, case)
        _check_answers(to, case)
        _check_moves(actor, case)
        return case if case.claimed_by == to.id else give(held, case, to, actor.id)


def snooze_case(
    books: Books, merchant_id: MerchantId, case_id: CaseId, user: User, until: datetime, now: datetime
) -> Case:
    """Put the case aside until a moment or until the shopper texts. Its clocks run on.

    Raises NotAllowed while somebody else has it, except to a lead, Invalid, Closed, Unknown.
    """
    if until <= now:
        raise Invalid("until", f"{until.isoformat()} has passed", "name a moment to come")
    with _held_case(books, merchant_id, case_id, now) as (held, case):
        _check_answers(user, case)
        _check_moves(user, case)
        held.cancel_due("snoozed anew", kinds=frozenset({DueKind.SNOOZE}))
        held.plan(DueKind.SNOOZE, until, case.id)
        return _save(
            held,
            replace(case, state=CaseState.SNOOZED, snoozed_until=until),
            EventKind.CASE_SNOOZED,
            user.id,
            until=until.isoformat(),
        )


def give(held: Held, case: Case, user: User, actor: str) -> Case:
    """Write that the case is `user`'s now."""
    kind = EventKind.CASE_CLAIMED if actor == user.id and case.claimed_by is None else EventKind.CASE_REASSIGNED
    given = replace(case, state=CaseState.CLAIMED, claimed_by=user.id, claimed_at=held.now, snoozed_until=None)
    return _save(held, given, kind, actor, to=user.id, name=user.name)


def wake_case(held: Held, why: str) -> None:
    """Bring a case back that was put aside."""
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is None or case.state is not CaseState.SNOOZED:
        return
    held.cancel_due(why, kinds=frozenset({DueKind.SNOOZE}))
    state = CaseState.CLAIMED if case.claimed_by else CaseState.WAITING
    _save(held, replace(case, state=state, snoozed_until=None), EventKind.CASE_WOKEN, "system", why=why)


def check_takes(held: Held, user: User) -> None:
    """Raise NotAllowed where the conversation's case is for a lead and `user` is none."""
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is not None and case.for_lead:
        user.check(Permission.LEGAL_CASES, case.merchant_id)


def keep_for_lead(held: Held) -> None:
    """Let only a lead have the open case from now on, though a graver reason stands."""
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is not None:
        _leave_to_lead(held, _for_lead(held, case))


def take_case(held: Held, user: User) -> None:
    """Whoever takes control of a conversation takes its case too."""
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is not None and (case.claimed_by != user.id or case.state is CaseState.SNOOZED):
        held.cancel_due("taken", kinds=frozenset({DueKind.SNOOZE}))
        give(held, case, user, user.id)


def free_case(held: Held, why: str, of: UserId | None = None) -> None:
    """Let the case wait for somebody again, if it was claimed: by `of`, where one is named."""
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is None or case.claimed_by is None or of not in (None, case.claimed_by):
        return
    state = CaseState.SNOOZED if case.state is CaseState.SNOOZED else CaseState.WAITING
    freed = replace(case, state=state, claimed_by=None, claimed_at=None)
    _save(held, freed, EventKind.CASE_FREED, "system", why=why, before=case.claimed_by)


def note_first_reply(held: Held) -> None:
    """Stop the first clock: a person has texted."""
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is not None and case.first_reply_at is None:
        held.books.save_case(replace(case, first_reply_at=held.now))


def settle_case(held: Held, actor: str, outcome: CaseOutcome, note: str = "") -> Case | None:
    """Close the conversation's case, if one is open, and let its clocks go. `note` goes into the event."""
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is None:
        return None
    held.cancel_due("the case was closed", kinds=frozenset({DueKind.SNOOZE, DueKind.SERVICE}))
    closed = replace(
        case,
        state=CaseState.CLOSED,
        snoozed_until=None,
        closed_at=held.now,
        closed_by=actor,
        outcome=outcome,
    )
    return _save(held, closed, EventKind.CASE_CLOSED, actor, outcome=outcome.value, note=note)


def sound_clock(held: Held, row: DueRow) -> None:
    """Raise the alert of a promise that was not kept. Each is raised once."""
    case_id, _, word = (row.ref or "").partition(" ")
    case, clock = held.books.case(row.merchant_id, case_id), ServiceClock(word)
    if case is not None and case.is_overdue(clock, held.now):
        held.record(
            EventKind.CASE_OVERDUE,
            "system",
            case=case.id,
            clock=clock.value,
            reason=case.reason.value,
            priority=case.priority.value,
            claimed_by=case.claimed_by or "",
        )


@contextmanager
def _held_case(
    books: Books, merchant_id: MerchantId, case_id: CaseId, now: datetime, given_to: User | None = None
) -> Iterator[tuple[Held, Case]]:
    """Lock the case's conversation, then read the case as it is now. Raises Unknown, Closed, NotAllowed.

    Whom it is to be `given_to` is held before it, so that nobody who is being removed is given anything.
    """
    found = books.case(merchant_id, case_id)
    if found is None:
        raise Unknown("case", case_id)
    if given_to is not None:
        check_standing(books, given_to, Permission.CONTROL, merchant_id)
    with hold(books, merchant_id, found.conversation_id, now) as held:
        case = books.case(merchant_id, case_id)
        if case is None or not case.is_open:
            raise Closed("the case is closed")
        yield held, case


def _save(held: Held, case: Case, kind: EventKind, actor: str, **details: str) -> Case:
    held.books.save_case(case)
    held.record(kind, actor, case=case.id, **details)
    return case


def _made_graver(held: Held, case: Case, escalation: Escalation) -> Case:
    order = list(Priority)
    waited_for_a_draft = case.reason is EscalationReason.DRAFT_WAITS and escalation.reason is not case.reason
    skill = LEAD if case.for_lead else _skill(escalation)
    if order.index(escalation.priority) >= order.index(case.priority) and not waited_for_a_draft:
        return _for_lead(held, case) if escalation.for_lead else case
    merchant = held.books.merchant(held.row.merchant_id)
    first, resolution = _promised(merchant, escalation.priority, held.now) if merchant else (case.due_at, case.due_at)
    graver = replace(
        case,
        reason=escalation.reason,
        priority=escalation.priority,
        skill=skill,
        first_reply_due=min(first, case.first_reply_due),
        resolution_due=min(resolution, case.resolution_due),
    )
    held.cancel_due("more urgent by now", kinds=frozenset({DueKind.SERVICE}))
    _watch_clocks(held, graver)
    details = {"reason": graver.reason.value, "priority": graver.priority.value}
    return _save(held, graver, EventKind.CASE_RAISED, "system", **details)


def _for_lead(held: Held, case: Case) -> Case:
    if case.for_lead:
        return case
    return _save(held, replace(case, skill=LEAD), EventKind.CASE_RAISED, "system", reason=case.reason.value)


def _leave_to_lead(held: Held, case: Case) -> None:
    """Take the case from an agent who has not begun to answer, since they may not any more."""
    claimant = held.books.user(case.claimed_by) if case.claimed_by else None
    if claimant is None or not case.for_lead or held.row.holder == claimant.id:
        return
    if not isinstance(claimant.may(Permission.LEGAL_CASES, case.merchant_id), Permitted):
        free_case(held, "only a lead may have it")


def _promised(merchant: Merchant, priority: Priority, now: datetime) -> tuple[datetime, datetime]:
    """Return when both promises run out. What is urgent does not wait for the shop to open."""
    target = merchant.settings.service.of(priority)
    hours = None if priority is Priority.URGENT else merchant.settings.business_hours
    zone = ZoneInfo(merchant.timezone)
    first = after_working(target.first_reply_minutes, now, hours, zone)
    return first, after_working(target.resolution_minutes, now, hours, zone)


def _skill(escalation: Escalation) -> str | None:
    return LEAD if escalation.for_lead else SKILLS.get(escalation.reason)


def _watch_clocks(held: Held, case: Case) -> None:
    held.plan(DueKind.SERVICE, case.first_reply_due, f"{case.id} {ServiceClock.FIRST_REPLY.value}")
    held.plan(DueKind.SERVICE, case.resolution_due, f"{case.id} {ServiceClock.RESOLUTION.value}")


def _language(held: Held) -> str | None:
    newest = held.books.transcript(held.row.merchant_id, held.row.id, after_seq=max(0, held.row.last_seq - 10))
    return language_of(text.text for text in newest if text.direction is Direction.IN)


def _check_answers(user: User, case: Case) -> None:
    user.check(Permission.CONTROL, case.merchant_id)
    if case.for_lead:
        user.check(Permission.LEGAL_CASES, case.merchant_id)


def _check_moves(user: User, case: Case) -> None:
    if case.claimed_by not in (None, user.id):
        user.check(Permission.REASSIGN, case.merchant_id)
