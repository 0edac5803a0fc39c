"""A model that plays a part other than the AI's, in words alone: it calls no tools and sends nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage


class Spoken(NamedTuple):
    """One line of a conversation; `own`: the part that the model plays said it."""

    own: bool
    words: str


class RoleModel:
    """Asks `model` for the next line of its part."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    async def say(self, instructions: str, lines: Sequence[Spoken]) -> str:
        """Return what it says. Whoever gives `lines` fences what others wrote. Raises what the model raises."""
        said: list[BaseMessage] = [AIMessage(line.words) if line.own else HumanMessage(line.words) for line in lines]
        return str((await self._model.ainvoke([SystemMessage(instructions), *said])).text)
