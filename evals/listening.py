"""Listening: notes what each model call of a play cost, and lets a cassette answer where there is one."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from agent.errors import ModelAway
from agent.heard_model import Answered, Ask, Asked
from agent.models import is_away, takes_no_calls
from agent.prices import PriceList
from agent.spending import spent_on
from conversation.clock import Clock
from conversation.errors import Misconfigured
from evals.call import UNREACHED, CallNote
from evals.cassettes.redacting import NOTHING_KNOWN
from evals.draft_note import DraftNote
from evals.purse import FREE


class Deck(Protocol):
    """Answers from a cassette, or records the model's own answer."""

    async def answer(self, asked: Asked, ask: Ask) -> tuple[Answered, bool]:
        """Return the answer, and whether it was replayed."""
        ...


@dataclass(slots=True)
class Listener:
    """The tape of one play. `broken` is why no model can be had at all: no play is worth anything then.

    `away` is why one could not be reached: what came of it is the network's doing and not the model's.
    """

    clock: Clock
    prices: PriceList
    deck: Deck | None = None
    by: str = ""
    notes: list[CallNote] = field(default_factory=list)
    drafts: list[DraftNote] = field(default_factory=list)
    turns: int = 0
    broken: Misconfigured | None = None
    away: str | None = None

    async def answer(self, asked: Asked, ask: Ask) -> Answered:
        """Raises what the model raises, after it was noted."""
        self.turns += asked.begins_turn
        began = monotonic()
        try:
            answered, replayed = await self.deck.answer(asked, ask) if self.deck else (await ask(), False)
        except Exception as error:
            took = round((monotonic() - began) * 1000)
            why = NOTHING_KNOWN.clean(f"{type(error).__name__}: {error}")
            self._judge(asked.model, error, why)
            self.notes.append(CallNote(self.turns, self.clock.now(), asked.model, took, error=why, by=self.by))
            raise
        self.notes.append(self._note(answered, replayed=replayed))
        self._keep_draft(asked, answered)
        return answered

    def _judge(self, model: str, error: Exception, why: str) -> None:
        if isinstance(error, Misconfigured):
            self.broken = error
        elif takes_no_calls(error) or takes_no_calls(error.__cause__ or error):
            remedy = "look at its key, its name and its address, and give the same command again"
            self.broken = Misconfigured("model", f"{model} takes no calls ({why}); {remedy}")
        elif model.partition(":")[0] not in FREE and (isinstance(error, ModelAway) or is_away(error)):
            self.away = f"{UNREACHED}: {model}: {why}"

    def _keep_draft(self, asked: Asked, answered: Answered) -> None:
        """Who is given tools writes to the shopper; other seats, such as one that sums up, have none."""
        words = str(answered.message.text)
        if asked.tools and words.strip() and not answered.message.tool_calls:
            told = tuple(str(message.text) for message in asked.messages if message.type == "tool")
            self.drafts.append(DraftNote(self.clock.now(), words, told))

    def _note(self, answered: Answered, *, replayed: bool) -> CallNote:
        spent = spent_on(answered.message, answered.model, self.prices, answered.seconds)
        is_counted = answered.message.usage_metadata is not None
        return CallNote(
            turn=self.turns,
            at=self.clock.now(),
            model=answered.model,
            milliseconds=spent.milliseconds,
            tokens_in=spent.tokens_in if is_counted else None,
            cached=spent.cached,
            tokens_out=spent.tokens_out if is_counted else None,
            micros=spent.micros,
            replayed=replayed,
            by=self.by,
        )
