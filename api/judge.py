"""The gate as a turn sees it: asked as often as needed over facts that were read once."""

from dataclasses import replace

from compliance.facts import Facts
from compliance.gate import decide_on
from compliance.rulebook import Rulebook
from conversation.clock import Clock
from conversation.draft import Draft
from conversation.errors import Stale
from conversation.sending import LIFETIME
from conversation.verdict import Verdict
from tools.context import TurnContext


class Judge:
    """Gives verdicts on drafts of one turn, with the offer that the turn itself may have reserved."""

    def __init__(self, rulebook: Rulebook, clock: Clock) -> None:
        self._rulebook = rulebook
        self._clock = clock
        self._facts: Facts | None = None
        self._context: TurnContext | None = None

    def prepare(self, facts: Facts, context: TurnContext) -> None:
        self._facts = facts
        self._context = context

    def __call__(self, draft: Draft) -> Verdict:
        """Raises Stale when asked before the turn has its facts."""
        if self._facts is None:
            raise Stale("the turn has no facts yet")
        now = self._clock.now()
        return decide_on(draft, self._current(self._facts), self._rulebook, now, now + LIFETIME).verdict

    def _current(self, facts: Facts) -> Facts:
        offer = self._context.offer if self._context else None
        if offer is None or any(known.id == offer.id for known in facts.offers):
            return facts
        return replace(facts, offers=(*facts.offers, offer))
