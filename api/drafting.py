"""Drafting on request: a person who has control asks the AI for words, and sends, changes or drops them."""

from dataclasses import dataclass, replace
from datetime import timedelta

from agent.outcome import Escalate, Outcome, Postpone, Silence, Speak
from agent.view import Occasion, TurnView
from api.seating import Seating
from api.spending import record_lost, record_spent
from api.turns import record_calls
from api.view import view_of
from compliance.exit import Proposed, propose
from conversation.control import check_holder
from conversation.conversation import Conversation
from conversation.due import DueKind, DueRow
from conversation.errors import Conflict, Stale, Unknown
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Books, Ledger, Reader
from conversation.message import Direction, Purpose
from conversation.spoken import spoken
from conversation.user import User
from conversation.verdict import Refuse
from tools.context import TurnContext

ANEW = frozenset({DueKind.SUGGESTION})


class NoDraft(Conflict):
    """The AI has no words for this: says why. A person writes them."""


@dataclass(frozen=True, slots=True)
class Drafting(Seating):
    """Asks the AI's seat for a draft in answer to what the shopper wrote. It never sends one."""

    async def draft(self, user: User, merchant_id: MerchantId, conversation_id: ConversationId) -> DueRow:
        """Return the draft as it waits for `user`.

        Raises NotInControl unless they have control, NoDraft where the AI has none, Stale when the conversation moved
        on while it was writing, Unknown.
        """
        view = await self.ledger.write(lambda books: self._look(books, user, merchant_id, conversation_id))
        context = self.context_of(view, _Watch(self.ledger, view.conversation))
        try:
            outcome = await self.seat_of(view.merchant).take_turn(view, context)
            while isinstance(refused := await self._keep(user, view, outcome, context), Refuse):
                outcome = await _repaired(outcome, refused)
        except Exception:
            await record_lost(self.ledger, self.clock, view.conversation, context)
            raise
        return refused

    def _look(self, books: Books, user: User, merchant_id: MerchantId, conversation_id: ConversationId) -> TurnView:
        now = self.clock.now()
        with hold(books, merchant_id, conversation_id, now) as held:
            check_holder(held, user)
            handled = _handled(books, held.row)
            if handled >= held.row.last_inbound_seq:
                raise NoDraft("there is nothing to answer: the shopper has not written since")
            return view_of(books, replace(held.row, handled_seq=handled), now, Occasion.REPLY, self.shelves)

    async def _keep(self, user: User, view: TurnView, outcome: Outcome, context: TurnContext) -> DueRow | Refuse:
        match outcome:
            case Speak():
                return await self.ledger.write(lambda books: self._propose(books, user, view, outcome, context))
            case Escalate(escalation=escalation):
                raise NoDraft(f"the AI would ask for a person: {escalation.note or escalation.reason.value}")
            case Silence(why=why):
                raise NoDraft(f"the AI would say nothing: {why}")
            case Postpone(why=why):
                raise NoDraft(f"the AI cannot write just now: {why}")

    def _propose(
        self, books: Books, user: User, view: TurnView, spoken: Speak, context: TurnContext
    ) -> DueRow | Refuse:
        seen, now = view.conversation, self.clock.now()
        with hold(books, seen.merchant_id, seen.id, now) as held:
            check_holder(held, user)
            if (held.row.epoch, held.row.last_inbound_seq) != (seen.epoch, seen.last_inbound_seq):
                raise Stale("the conversation moved on while the AI was writing; ask again")
            record_calls(held, spoken.calls)
            held.cancel_due("drafted anew", kinds=ANEW)
            until = now + timedelta(hours=view.merchant.settings.autonomy.suggestion_hours)
            proposed = propose(held, spoken.draft, self.rulebook, until)
            if not isinstance(proposed, Proposed):
                return proposed.verdict
            record_spent(held, context)
            held.record(EventKind.DRAFT_REQUESTED, user.id, due=proposed.row.id)
        return proposed.row


@dataclass(frozen=True, slots=True)
class _Watch:
    """Answers whether the conversation is still as it was `seen`."""

    ledger: Ledger
    seen: Conversation

    async def __call__(self) -> bool:
        return await self.ledger.read(self._is_current)

    def _is_current(self, books: Reader) -> bool:
        current = books.conversation(self.seen.merchant_id, self.seen.id)
        if current is None:
            raise Unknown("conversation", self.seen.id)
        return (current.epoch, current.last_inbound_seq) == (self.seen.epoch, self.seen.last_inbound_seq)


async def _repaired(outcome: Outcome, refused: Refuse) -> Outcome:
    if not isinstance(outcome, Speak):
        raise NoDraft(refused.why)
    return await outcome.repair(refused)


def _handled(books: Reader, row: Conversation) -> int:
    """Return the newest text that needs no answer any more: what we said last, or what the takeover dealt with.

    A holding text promises an answer and is none. What was written before the takeover counts only where nothing came
    after it.
    """
    ours = [text for text in spoken(books, row) if text.direction is Direction.OUT]
    said = [text for text in ours if text.purpose is not Purpose.HOLDING]
    answered = said[-1].seq if said else 0
    exchange = books.exchange(row.merchant_id, row.exchange_id)
    taken = exchange.after_seq if exchange else 0
    return max(answered, taken) if row.last_inbound_seq > taken else answered
