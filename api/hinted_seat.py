"""The AI's seat with a second reader before it: a text that code let pass may still be an opt-out."""

from dataclasses import dataclass
from datetime import timedelta

from agent.outcome import Outcome, Silence
from agent.view import Occasion, TurnView
from api.opting_out import Stopping
from api.seating import Seat
from compliance.intents.hint import HINTED, SuppressionHint, hinted
from compliance.rulebook import Rulebook
from tools.context import TurnContext


@dataclass(frozen=True, slots=True)
class HintedSeat:
    """Asks `hint` about what the shopper wrote before `seat` may answer. A hint only ever ends the conversation.

    It is part of what the turn costs, and is not asked where there is no money left: a person reads the text then.
    """

    seat: Seat
    hint: SuppressionHint
    rulebook: Rulebook
    within: timedelta

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        """Raises as the seat does; a hint that fails has no say."""
        unanswered = "\n".join(message.text for message in view.unanswered)
        if view.occasion is not Occasion.REPLY or not unanswered or _is_spent(view):
            return await self.seat.take_turn(view, context)
        hint = await hinted(self.hint, unanswered, self.within)
        context.spent += hint.spent
        if not hint.wants_no_texts:
            return await self.seat.take_turn(view, context)
        await Stopping(context.ledger, context.clock, self.rulebook, view)()
        return Silence(HINTED.why)


def _is_spent(view: TurnView) -> bool:
    return view.allowance is not None and view.allowance.is_spent_by(0)
