"""One turn: lease, read, let the seat speak, pass the gate, commit under the fence. Here is the one catch-all."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agent.outcome import Escalate, Outcome, Postpone, Silence, Speak
from agent.typing_pause import typing_until
from api.autonomy import give_to_ai, leave_to_people, may_answer_again, mode_of, speak, speak_again
from api.flowing import enter_by_keyword
from api.heartbeat import Heartbeat
from api.seating import Seating
from api.spending import record_lost, record_spent
from api.view import Work, due_besides_reminders, find_work, probe_of
from channels.departing import Departing
from channels.sender import OutboxSender
from compliance.exit import Queued, Refused, discard, resubmit
from compliance.gate import review
from compliance.rulebook import Rulebook
from conversation.autonomy import Autonomy
from conversation.case import CaseOutcome
from conversation.cases import settle_case
from conversation.control import escalate
from conversation.draft import Draft
from conversation.due import DueKind, DueRow, DueState
from conversation.errors import Stale
from conversation.escalation import Escalation, EscalationReason
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import MessageId
from conversation.leasing import check_current, finish, give_up, is_mine, put_off
from conversation.ledger import Books, Reader
from conversation.message import Author
from conversation.verdict import Allow, Defer, Refuse, Verdict, note_of
from conversation.wake import Lease
from flows.replying import hear
from flows.texting import note_reminder
from handoff.chores import do_chore
from handoff.escalation import ask_for_person
from tools.context import ToolCall, TurnContext

logger = logging.getLogger(__name__)

MOST_RERUNS = 2
MOST_ATTEMPTS = 5
"""Turns begun without one that finished, after which a person is asked for without another try."""
RETRY_AFTER = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Turns(Seating):
    """Runs turns. A text that may leave at once is claimed with the turn's own commit, and handed to `sender`."""

    sender: OutboxSender

    async def run(self, lease: Lease) -> None:
        """Run the leased conversation's turn. Whatever goes wrong ends with a person, never in silence."""
        try:
            if lease.attempts > MOST_ATTEMPTS:
                raise TooManyAttempts(f"{lease.attempts} turns were begun and none finished")
            await self._run(lease)
        except Exception as error:
            logger.exception("the turn of %s failed", lease.conversation_id)
            await self._hand_to_person(lease, error)

    async def _run(self, lease: Lease) -> None:
        for _ in range(MOST_RERUNS + 1):
            try:
                return await self._attempt(lease)
            except Stale as stale:
                logger.info("the turn of %s is stale: %s", lease.conversation_id, stale)
        await self.ledger.write(lambda books: give_up(books, lease, self.clock.now() + RETRY_AFTER))

    async def _attempt(self, lease: Lease) -> None:
        work = await self._find_work(lease)
        if work is None:
            await self.ledger.write(lambda books: self._rest(books, lease))
            return
        view = work.view
        if mode_of(view.merchant, view.occasion, self.clock.now(), view.conversation) is Autonomy.OFF:
            await self.ledger.write(lambda books: self._leave_to_people(books, lease, work))
            return
        if view.merchant.settings.keywords and await self._enter_by_keyword(lease, work):
            return
        if until := typing_until(work.view):
            await self.ledger.write(lambda books: put_off(books, lease, until))
            return
        if work.reminder is not None and not isinstance(verdict := await self._verdict_on(work, work.reminder), Allow):
            await self.ledger.write(lambda books: self._hold_reminder(books, lease, work, verdict))
            return
        heartbeat = Heartbeat(self.ledger, self.clock, lease, work.view.conversation)
        context = self.context_of(work.view, heartbeat)
        try:
            with heartbeat.beating():
                ended = await self._seat_turn(lease, work, context)
        except Exception:
            await record_lost(self.ledger, self.clock, work.view.conversation, context)
            raise
        if isinstance(ended, Departing):
            await self.sender.hand_over(ended)

    async def _enter_by_keyword(self, lease: Lease, work: Work) -> bool:
        return await self.ledger.write(lambda books: enter_by_keyword(books, lease, work, self.clock))

    async def _seat_turn(self, lease: Lease, work: Work, context: TurnContext) -> Refuse | Departing | None:
        """Let the seat speak, and say what it does instead while the gate refuses it."""
        outcome = await self.seat_of(work.view.merchant).take_turn(work.view, context)
        ended = await self._commit(lease, work, outcome, context)
        while isinstance(ended, Refuse) and isinstance(outcome, Speak):
            outcome = await outcome.repair(ended)
            ended = await self._commit(lease, work, outcome, context)
        return ended

    async def _find_work(self, lease: Lease) -> Work | None:
        """Return what the AI's seat must do now, after what is due and needs no seat has been done."""

        def look(books: Reader) -> Work | None:
            return find_work(books, lease.merchant_id, lease.conversation_id, self.clock.now(), self.shelves)

        are_due, work = await self.ledger.glance(lambda books: (bool(self._due_besides(books, lease)), look(books)))
        if not are_due:
            return work
        await self.ledger.write(lambda books: self._do_what_is_due(books, lease))
        return await self.ledger.read(look)

    async def _verdict_on(self, work: Work, reminder: DueRow) -> Verdict:
        """Ask the gate about a reminder before a model is asked for its words."""
        probe = probe_of(work.view, reminder)
        return await self.ledger.read(lambda books: review(books, probe, self.rulebook, self.clock.now()).verdict)

    def _do_what_is_due(self, books: Books, lease: Lease) -> None:
        with hold(books, lease.merchant_id, lease.conversation_id, self.clock.now()) as held:
            for row in self._due_besides(books, lease):
                if row.kind is DueKind.FLOW:
                    hear(held, row)
                elif row.kind is not DueKind.DRAFT:
                    do_chore(held, row)
                elif row.draft is not None and row.draft.author is Author.AI:
                    speak_again(held, row, self.rulebook)
                else:
                    user = books.user(row.draft.user_id) if row.draft and row.draft.user_id else None
                    resubmit(held, row, self.rulebook, user)

    def _due_besides(self, books: Reader, lease: Lease) -> tuple[DueRow, ...]:
        return due_besides_reminders(books, lease.merchant_id, lease.conversation_id, self.clock.now())

    async def _commit(
        self, lease: Lease, work: Work, outcome: Outcome, context: TurnContext
    ) -> Refuse | Departing | None:
        """Write what the turn came to. A refusal leaves the turn open, for the seat to say what it does instead."""
        try:
            return await self.ledger.write(lambda books: self._end(books, lease, work, outcome, context))
        except Stale as stale:
            why = str(stale)
            if isinstance(outcome, Speak):
                await self.ledger.write(lambda books: self._discard(books, outcome.draft, why))
            raise

    def _end(
        self, books: Books, lease: Lease, work: Work, outcome: Outcome, context: TurnContext
    ) -> Refuse | Departing | None:
        seen, departing, message = work.view.conversation, None, ""
        with hold(books, lease.merchant_id, lease.conversation_id, self.clock.now()) as held:
            check_current(books, lease, seen, held.row)
            match outcome:
                case Speak(draft=draft, calls=calls):
                    record_calls(held, calls)
                    departure = speak(held, draft, work.view.occasion, self.rulebook, self.sender.name)
                    if isinstance(departure, Refused):
                        return departure.verdict
                    if isinstance(departure, Queued):
                        message = departure.message.id
                        departing = self.sender.departing(books, departure.claimed)
                        _settle_draft_case(held)
                case Escalate(escalation=escalation, calls=calls):
                    record_calls(held, calls)
                    _ask_for_person(held, escalation, self.rulebook)
                case Postpone(why=why, until=until, calls=calls):
                    record_calls(held, calls)
                    record_spent(held, context)
                    self._postpone(held, lease, work, why, until)
                    return None
                case Silence(why=why, calls=calls):
                    record_calls(held, calls)
                    held.record(EventKind.SILENCE_KEPT, "ai", why=why)
            record_spent(held, context, message)
            self._mark_reminder(held, work, message)
            held.change(handled_seq=seen.last_inbound_seq)
            held.flush()
            finish(books, lease, held.row, held.now)
        return departing

    def _postpone(self, held: Held, lease: Lease, work: Work, why: str, until: datetime) -> None:
        """Leave everything as unanswered as it was, and wake again at `until`."""
        held.record(EventKind.TURN_POSTPONED, "ai", why=why, until=until.isoformat())
        if work.reminder is not None:
            held.books.save_due_row(replace(work.reminder, due_at=until))
        held.flush()
        put_off(held.books, lease, until)

    def _discard(self, books: Books, draft: Draft, why: str) -> None:
        with hold(books, draft.merchant_id, draft.conversation_id, self.clock.now()) as held:
            discard(held, draft, why)

    def _hold_reminder(self, books: Books, lease: Lease, work: Work, verdict: Defer | Refuse) -> None:
        """Wait with a reminder, or give it up, before a model is asked for words that could not leave."""
        row = work.reminder
        with hold(books, lease.merchant_id, lease.conversation_id, self.clock.now()) as held:
            if row is not None and is_mine(books, lease):
                books.save_due_row(_held_row(row, verdict))
                kind = EventKind.DRAFT_DEFERRED if isinstance(verdict, Defer) else EventKind.DRAFT_REFUSED
                held.record(kind, "ai", due=row.id, author="ai", rule=verdict.rule, why=verdict.why)
            finish(books, lease, held.row, held.now)

    def _leave_to_people(self, books: Books, lease: Lease, work: Work) -> None:
        with hold(books, lease.merchant_id, lease.conversation_id, self.clock.now()) as held:
            if is_mine(books, lease):
                leave_to_people(held, work.reminder, self.rulebook)
                held.change(handled_seq=held.row.last_inbound_seq)
                held.flush()
            finish(books, lease, held.row, held.now)

    def _mark_reminder(self, held: Held, work: Work, message: MessageId) -> None:
        if work.reminder is None:
            return
        held.books.save_due_row(replace(work.reminder, state=DueState.DONE, outcome="composed"))
        if message and work.reminder.kind is DueKind.REMINDER:
            note_reminder(held.books, held.row.merchant_id, held.row.contact_id, message, held.now)

    def _rest(self, books: Books, lease: Lease) -> None:
        """Nothing for the AI to do: what arrived is for whoever has control."""
        with hold(books, lease.merchant_id, lease.conversation_id, self.clock.now()) as held:
            if is_mine(books, lease) and may_answer_again(held):
                give_to_ai(held)
                held.flush()
            elif is_mine(books, lease) and held.row.has_unhandled_text:
                held.change(handled_seq=held.row.last_inbound_seq)
                held.flush()
            finish(books, lease, held.row, held.now)

    async def _hand_to_person(self, lease: Lease, error: Exception) -> None:
        def command(books: Books) -> None:
            with hold(books, lease.merchant_id, lease.conversation_id, self.clock.now()) as held:
                note = f"the turn failed: {type(error).__name__}: {error}"
                _ask_for_person(held, Escalation(EscalationReason.MODEL_FAILURE, note, held.now), self.rulebook)
                held.change(handled_seq=held.row.last_inbound_seq)
                held.flush()
                finish(books, lease, held.row, held.now)

        await self.ledger.write(command)


def _ask_for_person(held: Held, escalation: Escalation, rulebook: Rulebook) -> None:
    """Ask for a person; the holding text, which thanks for a text, is for a shopper who wrote one."""
    if held.row.has_unhandled_text:
        ask_for_person(held, escalation, rulebook)
    else:
        escalate(held, escalation)


def _settle_draft_case(held: Held) -> None:
    """Where a draft waited for a person to send it, the AI answered by itself."""
    if held.row.escalation is not None:
        settle_case(held, "ai", CaseOutcome.ANSWERED)
        held.change(escalation=None)


def _held_row(row: DueRow, verdict: Defer | Refuse) -> DueRow:
    if isinstance(verdict, Defer) and verdict.at < row.expires_at:
        return replace(row, due_at=verdict.at, verdict=note_of(verdict))
    return replace(row, state=DueState.DONE, verdict=note_of(verdict), outcome=f"not sent: {verdict.rule}")


def record_calls(held: Held, calls: tuple[ToolCall, ...]) -> None:
    """Write down which tools the AI used."""
    for call in calls:
        held.record(EventKind.TOOL_CALLED, "ai", name=call.name, arguments=call.arguments, outcome=call.outcome)


class TooManyAttempts(Exception):
    """Turn after turn died before it finished."""
