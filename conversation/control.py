"""Who speaks for the merchant: take over, hand back, escalate, close."""

from datetime import datetime, timedelta

from conversation.case import CaseOutcome
from conversation.cases import check_takes, free_case, keep_for_lead, open_case, settle_case, take_case
from conversation.conversation import Control, Conversation
from conversation.due import DueKind
from conversation.errors import Closed, NotInControl, Stale
from conversation.escalation import Escalation
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import OUTSIDE, ConversationId, MerchantId, UserId
from conversation.ledger import Books
from conversation.message import Author
from conversation.outbox import OutboxRow
from conversation.role import Permission
from conversation.spoken import is_unanswered
from conversation.standing import check_standing
from conversation.user import User

RETURN = frozenset({DueKind.AUTO_RETURN})


def take_over(
    books: Books,
    merchant_id: MerchantId,
    conversation_id: ConversationId,
    user: User,
    now: datetime,
    expected_epoch: int | None = None,
    yields: UserId | None = None,
) -> Conversation:
    """Give control to `user` and cancel what the AI had queued; a takeover by the holder changes nothing.

    From somebody outside, whom nobody can see, anyone may take it; and from the holder that `yields` names, who
    shares a desk with `user`.

    Raises NotAllowed when their role does not permit it, NotInControl when another person holds it, Stale when the
    epoch is not the expected one, Closed when the conversation has ended.
    """
    check_standing(books, user, Permission.CONTROL, merchant_id)
    with hold(books, merchant_id, conversation_id, now) as held:
        _check_open(held)
        check_takes(held, user)
        if expected_epoch is not None and held.row.epoch != expected_epoch:
            raise Stale(f"control changed: epoch is {held.row.epoch}, not {expected_epoch}")
        if held.row.control is Control.HUMAN:
            if held.row.holder == user.id:
                return held.row
            if held.row.holder not in (OUTSIDE, yields):
                raise NotInControl("another person has control")
        previous = held.row.control
        fall_silent_for(held, user.id, f"{user.name} took control")
        take_case(held, user)
        plan_idle_return(held)
        held.record(EventKind.TAKEN_OVER, user.id, name=user.name, epoch=str(held.row.epoch), previous=previous.value)
    return held.row


def fall_silent_for(held: Held, holder: UserId, why: str) -> None:
    """Make `holder` the one in control: what the AI had queued or planned is cancelled, and a new exchange begins."""
    held.raise_epoch()
    held.cancel_queued(why, _by_the_ai)
    held.cancel_due(why)
    held.change(control=Control.HUMAN, holder=holder)
    held.begin_exchange(holder)


def plan_idle_return(held: Held) -> None:
    """Plan when the conversation goes back to the AI if nobody texts in it."""
    merchant = held.books.merchant(held.row.merchant_id)
    hours = merchant.settings.auto_return_hours if merchant else None
    if hours is not None:
        plan_return(held, held.now + timedelta(hours=hours))


def plan_return(held: Held, at: datetime) -> None:
    """Look at `at` whether the conversation may go back to the AI. There is one such plan at a time."""
    held.cancel_due("planned anew", kinds=RETURN)
    held.plan(DueKind.AUTO_RETURN, at, "")


def hand_back(
    books: Books,
    merchant_id: MerchantId,
    conversation_id: ConversationId,
    user: User,
    now: datetime,
    *,
    note: str = "",
    summary: str = "",
    outcome: CaseOutcome = CaseOutcome.HANDED_BACK,
) -> Conversation:
    """Give control back to the AI; it speaks next in answer to a text, at once if one is unanswered.

    The conversation's case, if one is open, ends with `outcome`.

    `summary` is the boundary that the AI's next prompt shows. Raises NotInControl unless `user` holds control.
    """
    with hold(books, merchant_id, conversation_id, now) as held:
        _check_open(held)
        check_holder(held, user)
        return_to_ai(held, user.id, name=user.name, note=note, summary=summary, outcome=outcome)
    return held.row


def return_to_ai(
    held: Held,
    actor: str,
    *,
    name: str,
    note: str,
    summary: str,
    outcome: CaseOutcome = CaseOutcome.HANDED_BACK,
) -> None:
    """Give control to the AI with a boundary and a summary. It sends nothing by that."""
    unanswered = is_unanswered(held.books, held.row)
    held.raise_epoch()
    handled = held.row.last_inbound_seq - (1 if unanswered else 0)
    held.change(control=Control.AI, holder=None, escalation=None, handled_seq=handled)
    held.begin_exchange(None)
    held.cancel_due("handed back", kinds=RETURN | {DueKind.SUGGESTION})
    settle_case(held, actor, outcome, note)
    held.record(EventKind.HANDED_BACK, actor, name=name, note=note, summary=summary)
    if unanswered:
        held.books.wake(held.row.merchant_id, held.row.id, held.now)


def escalate(held: Held, escalation: Escalation) -> None:
    """Ask for a person: the AI falls silent and what it had queued is cancelled.

    Where a person has been asked for already, or has control, only a graver reason is noted. A closed one stays so.
    """
    if held.row.control is Control.CLOSED:
        return
    if held.row.control is not Control.AI:
        if escalation.is_alert and escalation.outranks(held.row.escalation):
            _note_escalation(held, escalation, held.row.control)
        elif escalation.for_lead:
            keep_for_lead(held)
        return
    held.raise_epoch()
    held.cancel_queued("escalated", _by_the_ai)
    held.cancel_due("escalated")
    _note_escalation(held, escalation, Control.ESCALATED)
    plan_idle_return(held)


def _note_escalation(held: Held, escalation: Escalation, control: Control) -> None:
    held.change(control=control, escalation=escalation)
    held.record(EventKind.ESCALATED, "system", reason=escalation.reason.value, note=escalation.note)
    open_case(held, escalation)


def release(held: Held, escalation: Escalation, actor: str) -> None:
    """Take control from a person who may no longer have it, and ask for another. Nothing of theirs leaves any more."""
    if held.row.control is not Control.HUMAN:
        return
    holder = held.row.holder or ""
    held.raise_epoch()
    held.cancel_queued(escalation.note)
    held.cancel_due(escalation.note)
    held.change(control=Control.ESCALATED, holder=None)
    held.begin_exchange(None)
    held.record(EventKind.RELEASED, actor, holder=holder, why=escalation.note)
    free_case(held, escalation.note)
    _note_escalation(held, escalation, Control.ESCALATED)
    plan_idle_return(held)


def close(
    books: Books,
    merchant_id: MerchantId,
    conversation_id: ConversationId,
    actor: str,
    now: datetime,
    why: str,
    outcome: CaseOutcome = CaseOutcome.ENDED,
    note: str = "",
) -> Conversation:
    """End the conversation; everything not yet claimed is cancelled. A closed one stays closed."""
    with hold(books, merchant_id, conversation_id, now) as held:
        if held.row.control is not Control.CLOSED:
            held.raise_epoch()
            held.cancel_queued("closed")
            held.cancel_due("closed", kinds=frozenset(DueKind))
            settle_case(held, actor, outcome, note)
            held.change(control=Control.CLOSED, holder=None, escalation=None)
            held.record(EventKind.CONVERSATION_CLOSED, actor, why=why)
    return held.row


def check_holder(held: Held, user: User) -> None:
    """Raise NotInControl unless `user` holds the conversation and may still answer for the merchant."""
    if not user.may_answer_for(held.row.merchant_id):
        raise NotInControl(f"{user.name} may not answer for this merchant")
    if held.row.control is not Control.HUMAN or held.row.holder != user.id:
        raise NotInControl(f"{user.name} does not have control; take over first")


def _by_the_ai(row: OutboxRow) -> bool:
    return row.author is Author.AI


def _check_open(held: Held) -> None:
    if held.row.control is Control.CLOSED:
        raise Closed("the conversation is closed")
