"""What the merchant lets the AI do, asked before a turn and again under the lock, when its words would leave."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.view import Occasion
from compliance.exit import Departure, Proposed, propose, resubmit, submit
from compliance.rulebook import Rulebook
from conversation.autonomy import Autonomy, Flow
from conversation.cases import open_case
from conversation.control import escalate, return_to_ai
from conversation.conversation import Control, Conversation
from conversation.draft import CauseKind, Draft
from conversation.due import DueKind, DueRow, DueState
from conversation.errors import Stale, Unknown
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import Held
from conversation.merchant import Merchant
from handoff.escalation import ask_for_person
from handoff.routing import route

FLOWS = {Occasion.REPLY: Flow.REPLY, Occasion.REMINDER: Flow.REMINDER, Occasion.FOLLOWUP: Flow.REPLY}


def mode_of(merchant: Merchant, occasion: Occasion, now: datetime, row: Conversation | None = None) -> Autonomy:
    """Return what the AI may do for `merchant` at `now`, in the conversation `row` as its flow has it."""
    policy, instead = merchant.settings.autonomy, row.ai_mode if row is not None else None
    if not policy.windows:
        return policy.mode(FLOWS[occasion], now, instead)
    return policy.mode(FLOWS[occasion], now.astimezone(ZoneInfo(merchant.timezone)), instead)


def speak(
    held: Held, draft: Draft, occasion: Occasion, rulebook: Rulebook, worker: str | None = None
) -> Departure | Proposed:
    """Let the AI's draft leave, by `worker` if it need not wait, or keep it for a person, as the merchant has it now.

    Raises Stale when the AI was switched off while it was composing.
    """
    merchant = _merchant(held)
    match mode_of(merchant, occasion, held.now, held.row):
        case Autonomy.OFF:
            raise Stale("the AI was switched off")
        case Autonomy.SUGGEST:
            until = held.now + timedelta(hours=merchant.settings.autonomy.suggestion_hours)
            proposed = propose(held, draft, rulebook, until)
            if isinstance(proposed, Proposed):
                _wait_for_person(held)
            return proposed
        case Autonomy.AUTO:
            return submit(held, draft, rulebook, worker=worker)


def speak_again(held: Held, row: DueRow, rulebook: Rulebook) -> None:
    """Decide again on a draft of the AI's that was deferred: the merchant may want a person to send it by now."""
    merchant, draft = _merchant(held), row.draft
    if draft is None or row.state is not DueState.WAITING:
        return
    occasion = Occasion.REMINDER if draft.cause.kind is CauseKind.CART else Occasion.REPLY
    mode = mode_of(merchant, occasion, held.now, held.row)
    if mode is Autonomy.AUTO:
        resubmit(held, row, rulebook)
        return
    why = "the AI may not send by itself now"
    held.books.save_due_row(replace(row, state=DueState.CANCELLED, outcome=why))
    is_fresh = held.row.control is Control.AI and held.row.epoch == draft.epoch
    if not is_fresh or held.row.last_inbound_seq != draft.seen_seq:
        return
    if mode is Autonomy.SUGGEST:
        speak(held, draft, occasion, rulebook)
    elif occasion is Occasion.REPLY:
        ask_for_person(held, Escalation(EscalationReason.PEOPLE_ANSWER, why, held.now), rulebook)


def _wait_for_person(held: Held) -> None:
    waits = Escalation(EscalationReason.DRAFT_WAITS, "", held.now)
    open_case(held, waits)
    held.change(escalation=waits)
    route(held)


def leave_to_people(held: Held, reminder: DueRow | None, rulebook: Rulebook) -> None:
    """Do what is done while the AI is off: a shopper who texts waits for a person, and a reminder is not written.

    Who asked to be texted now is not forgotten: a person is asked for.
    """
    if reminder is not None:
        held.books.save_due_row(replace(reminder, state=DueState.DONE, outcome="not sent: the AI is off"))
    if held.row.has_unhandled_text:
        ask_for_person(held, Escalation(EscalationReason.PEOPLE_ANSWER, "the AI is off now", held.now), rulebook)
    elif reminder is not None and reminder.kind is DueKind.FOLLOWUP:
        note = "the AI is off, and the shopper asked to be texted about now"
        escalate(held, Escalation(EscalationReason.PEOPLE_ANSWER, note, held.now))


def may_answer_again(held: Held) -> bool:
    """Tell whether a shopper waits only because the AI was off, nobody has taken the case, and the AI is on again."""
    row = held.row
    if row.control is not Control.ESCALATED or row.escalation is None or not row.has_unhandled_text:
        return False
    if row.escalation.reason is not EscalationReason.PEOPLE_ANSWER:
        return False
    case = held.books.open_case(row.merchant_id, row.id)
    if case is not None and case.claimed_by is not None:
        return False
    return mode_of(_merchant(held), Occasion.REPLY, held.now, row) is not Autonomy.OFF


def give_to_ai(held: Held) -> None:
    """Let the AI answer a text that arrived after people's hours."""
    return_to_ai(held, "system", name="", note="", summary="The team was away; nobody has answered yet.")
    held.books.wake(held.row.merchant_id, held.row.id, held.now)


def _merchant(held: Held) -> Merchant:
    merchant = held.books.merchant(held.row.merchant_id)
    if merchant is None:
        raise Unknown("merchant", held.row.merchant_id)
    return merchant
