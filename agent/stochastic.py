"""The stochastic test model, not an LLM: the rehearsal model's lines, each said now so and now so, by a seed."""

import re
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from random import Random

from langchain_core.messages import AIMessage, BaseMessage

from agent.rehearsal import RehearsalModel
from prompts.errors import FactMissing

STOCHASTIC = "stochastic"
NOT_AN_LLM = "stochastic test model, not an LLM"

_COURTESIES = ("thanks", "later", "not_interested", "plain_answer")
"""Blocks of the pack whose sentences may stand after any line."""

_CHANCE_TO_ADD, _CHANCE_TO_DROP = 0.3, 0.4
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_FACT = re.compile(r"\d|https?://")
"""Whatever has a number or a link was granted by the server, and is never dropped."""


class StochasticModel(RehearsalModel):
    """For statistics and mutation tests. Every word is the pack's: what a pack changes, the spread of its texts shows.

    The same seed at the same point of a conversation draws the same, whatever the pack, so that two packs are compared
    under the same chance. Tools are called as the rehearsal model calls them.
    """

    seed: int = 0

    @property
    def model_name(self) -> str:
        return STOCHASTIC

    @property
    def _llm_type(self) -> str:
        return NOT_AN_LLM

    @cached_property
    def _courtesies(self) -> tuple[str, ...]:
        """The table of sentences, rendered from the pack."""
        return tuple(sentence for name in _COURTESIES for sentence in self._sentences_of(name))

    def _sentences_of(self, phrase: str) -> Iterator[str]:
        try:
            yield from sentences(self.pack.phrase(phrase).text)
        except FactMissing:
            return

    def _answer(self, messages: list[BaseMessage], offered: set[str]) -> AIMessage:
        answer = super()._answer(messages, offered)
        if answer.tool_calls:
            return answer
        dice = Random(sha256(f"{self.seed} {len(messages)}".encode()).digest())
        return AIMessage(self._varied(answer.text, dice))

    def _varied(self, line: str, dice: Random) -> str:
        """Return the line, perhaps without one of its sentences, perhaps with a courtesy after it."""
        said, dropping, adding = sentences(line), dice.random(), dice.random()
        spare = [at for at, sentence in enumerate(said) if not _FACT.search(sentence)]
        which = dice.random()
        if len(said) > 1 and spare and dropping < _CHANCE_TO_DROP:
            del said[spare[int(which * len(spare))]]
        fresh = [courtesy for courtesy in self._courtesies if courtesy not in said]
        if fresh and adding < _CHANCE_TO_ADD:
            said.append(fresh[int(which * len(fresh))])
        return " ".join(said)


def sentences(text: str) -> list[str]:
    """Return the sentences of a line, in order."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]
