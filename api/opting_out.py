"""Opting out on a model's word: it may end the texts to a shopper, and never begin them again."""

from dataclasses import dataclass

from agent.view import TurnView
from api.intake import Intake
from compliance.intents.hint import HINTED
from compliance.rulebook import Rulebook
from conversation.clock import Clock
from conversation.ledger import Books, Ledger
from conversation.receiving import Received


@dataclass(frozen=True, slots=True)
class Stopping:
    """Ends all texts to the shopper of `view`, on the ground of the newest text that it holds."""

    ledger: Ledger
    clock: Clock
    rulebook: Rulebook
    view: TurnView

    async def __call__(self) -> None:
        await self.ledger.write(self._opt_out)

    def _opt_out(self, books: Books) -> None:
        received = Received(self.view.conversation, self.view.unanswered[-1], others_wait=False)
        Intake(books, self.rulebook, self.clock.now(), _nobody_confirms).act_on(received, HINTED)


def _nobody_confirms(text: str) -> bool:
    """A carrier confirms its own keywords only, and code has read all of those."""
    return False
