"""A row of models: the first that is there answers, and one that keeps failing is left alone for a while."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from agent.async_model import AsyncModel
from agent.models import close_model, is_away, name_of

FAILURES = 3
"""Calls in a row that find a model away, after which it is not asked for REST_SECONDS."""
REST_SECONDS = 30.0

ANSWERED_BY = "answered_by"
"""The key of the answer's metadata under which the model that gave it is named."""


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row. After REST_SECONDS one call may try again; `now` is in seconds, from any start."""

    failures: int = 0
    tried_at: float = 0.0

    def lets_through(self, now: float) -> bool:
        return self.failures < FAILURES or now - self.tried_at >= REST_SECONDS

    def note(self, now: float, *, is_away: bool) -> None:
        self.failures = self.failures + 1 if is_away else 0
        self.tried_at = now


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
                answer = await model.bind_tools(tools).ainvoke(messages, stop=stop, **kwargs)
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
