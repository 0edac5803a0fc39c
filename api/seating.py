"""What it takes to ask the AI's seat for words, whoever asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from agent.outcome import Outcome
from agent.view import TurnView
from api.opting_out import Stopping
from compliance.rulebook import Rulebook
from conversation.clock import Clock
from conversation.ledger import Ledger
from conversation.merchant import Merchant
from conversation.shelf import Shelves
from tools.context import TurnContext
from tools.knowledge import Knowledge
from tools.shop import Shop


class Seat(Protocol):
    """The AI's seat."""

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Seating:
    """`seat_of` and `shop_of` find a merchant's own; `shelves` remembers what each wrote down for its AI."""

    ledger: Ledger
    clock: Clock
    rulebook: Rulebook
    seat_of: Callable[[Merchant], Seat]
    shop_of: Callable[[Merchant], Shop]
    knowledge: Knowledge
    shelves: Shelves

    def context_of(self, view: TurnView, is_current: Callable[[], Awaitable[bool]]) -> TurnContext:
        """Return what the tools of a turn about `view` work with."""
        return TurnContext(
            merchant=view.merchant,
            contact=view.contact,
            conversation=view.conversation,
            cart=view.cart,
            allowance=view.allowance,
            ledger=self.ledger,
            clock=self.clock,
            shop=self.shop_of(view.merchant),
            knowledge=self.knowledge,
            newest_text=view.unanswered[-1].text if view.unanswered else "",
            is_current=is_current,
            newest_id=view.unanswered[-1].id if view.unanswered else "",
            stop=Stopping(self.ledger, self.clock, self.rulebook, view) if view.unanswered else None,
        )
