"""Words for a campaign, drafted by a model for a person to pick from, edit and answer for. It sends nothing."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from agent.asking import says_phrases
from agent.errors import ModelFailed
from agent.fallback_model import FallbackModel
from agent.guard import answer_of
from agent.models import ModelChoice, close_model, open_model
from agent.prices import PriceList
from agent.speech import Speech
from agent.spending import spent_on
from conversation.persona import Persona
from conversation.spent import Spent
from prompts.pack import Pack
from prompts.plain import straight

DRAFTS, LEAST_DRAFTS = 3, 2
LONGEST = 240
"""In characters, of one draft: with the shop's name and how to stop some two segments."""
PATIENCE_SECONDS = 45.0
"""So long a person waits for drafts, the model's own tries again included."""
OPENINGS = ("plain", "direct", "asking")

_NUMBERED = re.compile(r"^\s*(?:draft\s*)?\d{1,2}\s*[).:\-]\s*(?P<words>\S.*)$", re.IGNORECASE | re.MULTILINE)
_FILLED_IN = re.compile(r"\{[a-z_]+(?::[a-z0-9_]+)?\}")


@dataclass(frozen=True, slots=True)
class CopyBrief:
    """What a merchant wants said, in their own words. `placeholders` are names and what each is filled with."""

    brand: str
    words: str
    placeholders: tuple[tuple[str, str], ...]
    persona: Persona
    discount_percent: int = 0


@dataclass(frozen=True, slots=True)
class CopyDrafts:
    """The drafts, too few to pick from where the model wrote none that are texts for shoppers.

    `model` wrote them, `prompt_hash` is of the pack that it was prompted with, and `spent` is billed either way.
    """

    texts: tuple[str, ...]
    model: str
    prompt_hash: str
    is_rehearsal: bool
    spent: Spent

    @property
    def is_enough(self) -> bool:
        return len(self.texts) >= LEAST_DRAFTS


class CopyWriter:
    """Asks the first model of `row` that is there. They are opened when they are first asked."""

    def __init__(
        self, row: Sequence[ModelChoice], pack: Pack, prices: PriceList, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._row = tuple(row)
        self._first = self._row[0].name
        self._pack = pack
        self._prices = prices
        self._patience = patience
        self._model: BaseChatModel | None = None

    @property
    def is_rehearsal(self) -> bool:
        """Whether what is configured only says the pack's phrases."""
        return says_phrases(self._first)

    async def write(self, brief: CopyBrief) -> CopyDrafts:
        """Return what the model wrote.

        Raises ModelFailed, which says in plain words why nothing came, and Misconfigured where no model can be opened.
        """
        if self.is_rehearsal:
            return self._rehearsed(brief)
        facts = {"count": DRAFTS, "longest": LONGEST, "placeholders": brief.placeholders}
        persona = None if brief.persona.is_plain else brief.persona
        told = self._pack.render("copy", **facts, percent=brief.discount_percent, persona=persona)
        asked = self._pack.render("asked", brand=brief.brand, brief=brief.words).text
        began = monotonic()
        answer = await self._ask(told.text, asked)
        spent = spent_on(answer, self._first, self._prices, monotonic() - began)
        texts = drafts_in(answer, Speech(told.text, ()))
        return CopyDrafts(texts, spent.models[0], told.hash, is_rehearsal=False, spent=spent)

    async def close(self) -> None:
        """Let go of the model's connections. It is opened anew where it is asked again."""
        model, self._model = self._model, None
        if model is not None:
            await close_model(model)

    async def _ask(self, instructions: str, asked: str) -> AIMessage:
        self._model = self._model or self._opened()
        try:
            async with asyncio.timeout(self._patience):
                return await answer_of(self._model.ainvoke([SystemMessage(instructions), HumanMessage(asked)]))
        except TimeoutError as error:
            raise ModelFailed(f"the model took longer than {self._patience:g} seconds") from error

    def _opened(self) -> BaseChatModel:
        """Open the row; what only says phrases cannot stand in for a model that writes."""
        models = [open_model(choice, self._pack) for choice in self._row if not says_phrases(choice.name)]
        return models[0] if len(models) == 1 else FallbackModel(models=tuple(models))

    def _rehearsed(self, brief: CopyBrief) -> CopyDrafts:
        words = " ".join(straight(brief.words).split()).rstrip(".!")
        close = ". {discount_percent}% off with {discount_code}." if brief.discount_percent else "."
        said = tuple(self._pack.block("drafts", one, brief=words, close=close) for one in OPENINGS)
        return CopyDrafts(
            tuple(one.text for one in said), self._first, self._pack.hash, is_rehearsal=True, spent=Spent()
        )


def drafts_in(answer: AIMessage, speech: Speech) -> tuple[str, ...]:
    """Return the numbered drafts of an answer, those that are texts for shoppers, no two alike."""
    listed = [straight(found["words"]).strip() for found in _NUMBERED.finditer(answer.text)]
    return tuple(dict.fromkeys(_unquoted(one) for one in listed if _is_text(one, speech)))[:DRAFTS]


def _is_text(words: str, speech: Speech) -> bool:
    try:
        speech.text_of(AIMessage(_FILLED_IN.sub("Alex", words)))
    except ModelFailed:
        return False
    return True


def _unquoted(words: str) -> str:
    return words[1:-1].strip() if len(words) > 2 and words[0] == words[-1] == '"' else words
