"""Opening a model ready to act. Where nobody said how, it is asked once."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.tools import BaseTool, tool

from agent.acting import Acting
from agent.action_model import ActionModel
from agent.fallback_model import FallbackModel
from agent.guard import answer_of
from agent.models import ModelChoice, close_model, open_model
from agent.rehearsal import REHEARSAL
from prompts.pack import Pack

_ASKED = (
    SystemMessage("You act by calling tools. You never write text."),
    HumanMessage('Call the tool report_word with the word "ready".'),
)


class OpensModel(Protocol):
    """Opens the model that speaks by a pack, ready to act."""

    async def __call__(self, pack: Pack) -> BaseChatModel: ...


class ModelOpener:
    """Opens the model that `choice` names, for any pack. An endpoint's answer about itself is remembered."""

    def __init__(self, choice: ModelChoice, acting: Acting = Acting.AUTO) -> None:
        self._choice = choice
        self._acting = acting
        self._asking = asyncio.Lock()

    async def __call__(self, pack: Pack) -> BaseChatModel:
        """Raises Misconfigured as `open_model` does, and ModelFailed where an endpoint cannot be asked."""
        model = open_model(self._choice, pack)
        try:
            acting = await self._settled(model)
        except BaseException:
            await close_model(model)
            raise
        return ActionModel(inner=model, pack=pack) if acting is Acting.JSON else model

    async def _settled(self, model: BaseChatModel) -> Acting:
        async with self._asking:
            if self._acting is Acting.AUTO:
                self._acting = await self._ask(model)
            return self._acting

    async def _ask(self, model: BaseChatModel) -> Acting:
        if self._choice.name == REHEARSAL or self._choice.base_url is None:
            return Acting.NATIVE
        return Acting.NATIVE if await calls_tools(model) else Acting.JSON


class RowOpener:
    """Opens several models as one row, in which a later one stands in while those before it are away."""

    def __init__(self, openers: Sequence[OpensModel]) -> None:
        self._openers = tuple(openers)

    async def __call__(self, pack: Pack) -> BaseChatModel:
        models = [await opener(pack) for opener in self._openers]
        return models[0] if len(models) == 1 else FallbackModel(models=tuple(models))


async def calls_tools(model: BaseChatModel) -> bool:
    """Ask `model` to call a tool and tell whether it did, with the argument it was given. Raises ModelFailed."""
    answer = await answer_of(model.bind_tools([_report_word()]).ainvoke([*_ASKED]))
    return [(call["name"], call["args"]) for call in answer.tool_calls] == [("report_word", {"word": "ready"})]


def _report_word() -> BaseTool:
    @tool
    async def report_word(word: str) -> str:
        """Report one word to the team."""
        return word

    return report_word
