"""Watching the AI's seat at work: what it was shown, what it did, what it cost and how long it took."""

from dataclasses import dataclass, field
from time import monotonic

from agent.outcome import Escalate, Outcome, Postpone, Silence, Speak
from agent.view import TurnView
from api.seating import Seat
from conversation.spent import Spent
from tools.context import Shown, ToolCall, TurnContext


@dataclass(frozen=True, slots=True)
class TurnNote:
    """One turn. `after_seq` is the newest text it answered; `ended` says in words what it came to."""

    after_seq: int
    prompt: tuple[Shown, ...]
    calls: tuple[ToolCall, ...]
    spent: Spent
    seconds: float
    ended: str


@dataclass(slots=True)
class WatchedSeat:
    """Lets `seat` decide, and notes how. A repair belongs to the turn that it repairs."""

    seat: Seat
    notes: list[TurnNote] = field(default_factory=list)

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        """Raises as the seat does."""
        shown: list[tuple[Shown, ...]] = []
        context.watch = shown.append
        began = monotonic()
        outcome = await self.seat.take_turn(view, context)
        note = TurnNote(
            after_seq=view.conversation.last_inbound_seq,
            prompt=shown[-1] if shown else (),
            calls=tuple(context.calls),
            spent=context.spent,
            seconds=monotonic() - began,
            ended=_in_words(outcome),
        )
        self.notes.append(note)
        return outcome


def _in_words(outcome: Outcome) -> str:
    match outcome:
        case Speak():
            return "wrote a text"
        case Escalate(escalation=escalation):
            note = f": {escalation.note}" if escalation.note else ""
            return f"asked for a person ({escalation.reason.value.replace('_', ' ')}){note}"
        case Silence(why=why):
            return f"kept silent: {why}"
        case Postpone(why=why):
            return f"waits for the model: {why}"
