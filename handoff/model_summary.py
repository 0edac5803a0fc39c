"""A model's summary beside the brief: optional, marked as a model's, and never waited for longer than it is worth."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from conversation.message import Author, Direction, Message
from handoff.brief import Brief

logger = logging.getLogger(__name__)

LONGEST_SUMMARY = 600
"""Characters that are shown of it."""
_NAMES = {Author.AI: "assistant", Author.HUMAN: "person at the store", Author.OUTSIDE: "somebody outside"}


class Summariser(Protocol):
    """Sums conversations up."""

    @property
    def model(self) -> str:
        """The model's name, as people are to read it."""
        ...

    async def summarise(self, texts: tuple[tuple[str, str], ...]) -> str | None:
        """Return a few sentences about the texts, which are who said it and what; None where the model fails."""
        ...


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """`words` are the model's and may be wrong."""

    words: str
    model: str


async def summary_within(summariser: Summariser, brief: Brief, seconds: float) -> ModelSummary | None:
    """Return the model's summary of the newest texts; None where it took longer than `seconds`, or there is none."""
    try:
        async with asyncio.timeout(seconds):
            words = await summariser.summarise(tuple(map(_told, brief.newest)))
    except TimeoutError:
        logger.warning("no summary by %s within %g seconds", summariser.model, seconds)
        return None
    words = " ".join((words or "").split())[:LONGEST_SUMMARY]
    return ModelSummary(words, summariser.model) if words else None


def _told(message: Message) -> tuple[str, str]:
    who = "shopper" if message.direction is Direction.IN else _NAMES.get(message.author, "automatic text")
    return who, message.heard
