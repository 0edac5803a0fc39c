"""A row of models: the first that is there answers, and one that keeps failing is left alone for a while."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from agent.async_model import AsyncModel
from agent.breaker import Breaker
from agent.models import close_model, is_away, name_of

ANSWERED_BY = "answered_by"
"""The key of the answer's metadata under which the model that gave it is named."""


class FallbackModel(AsyncModel):
    """Asks `models` in order until one is there. What a model answers is its own affair: only being away moves on."""

    models: tuple[BaseChatModel, ...]
    clock: Callable[[], float] = monotonic

    _breakers: list[Breaker] = PrivateAttr(default_factory=list)

    def model_post_init(self, context: Any) -> None:
        self._breakers = [Breaker() for _ in self.models]

    @property
    def model_name(self) -> str:
        return name_of(self.models[0])

    @property
    def _llm_type(self) -> str:
        return "fallback"

    async def close_connections(self) -> None:
        for model in self.models:
            await close_model(model)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        *,
        tools: Sequence[dict[str, Any]] = (),
        **kwargs: Any,
    ) -> ChatResult:
        last: Exception = ConnectionError("every model of the row failed lately and is left alone")
        for model, breaker in zip(self.models, self._breakers, strict=True):
            if not breaker.lets_through(self.clock()):
                continue
            try:
                asked = model.bind_tools(tools) if tools else model
                answer = await asked.ainvoke(messages, stop=stop, **kwargs)
            except Exception as error:
                if not is_away(error):
                    raise
                breaker.note(self.clock(), is_away=True)
                last = error
                continue
            breaker.note(self.clock(), is_away=False)
            answer.response_metadata[ANSWERED_BY] = name_of(model)
            return ChatResult(generations=[ChatGeneration(message=answer)])
        raise last
