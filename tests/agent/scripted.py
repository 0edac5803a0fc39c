"""A chat model that says what a test tells it to, in this process."""

from collections.abc import Awaitable, Callable
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

Answer = str | AIMessage | Exception


class ScriptedModel(BaseChatModel):
    """Gives `answers` in order, the last one again and again; awaits `before` in the middle of each call."""

    answers: list[Any]
    before: Callable[[], Awaitable[None]] | None = None
    _prompts: list[list[BaseMessage]] = PrivateAttr(default_factory=list)

    @property
    def prompts(self) -> list[list[BaseMessage]]:
        return self._prompts

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, *, tool_choice: str | None = None, **kwargs: Any) -> Any:
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self._prompts.append(list(messages))
        if self.before is not None:
            await self.before()
        answer = self.answers[min(len(self._prompts), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        message = answer.model_copy() if isinstance(answer, AIMessage) else AIMessage(answer)
        return ChatResult(generations=[ChatGeneration(message=message)])


def calling(*names: str, **arguments: str) -> AIMessage:
    """Return an answer that calls the tools, each with `arguments`."""
    calls = [{"name": name, "args": dict(arguments), "id": f"{name}-{place}"} for place, name in enumerate(names)]
    return AIMessage("", tool_calls=calls)
