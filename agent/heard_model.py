"""A chat model that is listened to: a tape hears each question and its answer, and may answer in the model's place."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol, TypeAlias

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import RunnableConfig
from pydantic import PrivateAttr

from agent.async_model import AsyncModel
from agent.fallback_model import ANSWERED_BY
from agent.models import name_of
from agent.spending import TOOK
from agent.transcript import this_turn


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked: the whole request. `model` is its name as it was chosen."""

    model: str
    messages: Sequence[BaseMessage]
    tools: Sequence[dict[str, Any]]
    parameters: Mapping[str, Any]

    @property
    def begins_turn(self) -> bool:
        """Tell whether nothing was said or done in this turn yet."""
        return not this_turn(self.messages)  # type: ignore[arg-type]  # what the agent asks with are such messages


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, which model gave it, and how long that took."""

    message: AIMessage
    model: str
    seconds: float


Ask: TypeAlias = Callable[[], Awaitable[Answered]]


class Tape(Protocol):
    """Hears what is asked. `ask` asks the model itself."""

    async def answer(self, asked: Asked, ask: Ask) -> Answered: ...


TAPE: ContextVar[Tape | None] = ContextVar("tape", default=None)
"""Who listens in this task and in those that it starts."""


class HeardModel(AsyncModel):
    """The model that `opens` opens, once the tape has it asked for the first time: a replay needs none.

    `open_inner` may be shared by many; whoever gave it closes what it opened.
    """

    asked_name: str
    open_inner: Callable[[], Awaitable[BaseChatModel]]

    _bound: tuple[object, Any] | None = PrivateAttr(None)

    @property
    def model_name(self) -> str:
        return self.asked_name

    @property
    def _llm_type(self) -> str:
        return "heard"

    async def ainvoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """Ask without LangChain's managers of callbacks around this model: those of the model within are its own."""
        return await self._hear(self._convert_input(input).to_messages(), stop, **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=await self._hear(messages, stop, **kwargs))])

    async def _hear(
        self, messages: list[BaseMessage], stop: list[str] | None, *, tools: Sequence[Any] = (), **kwargs: Any
    ) -> AIMessage:
        asked = Asked(self.asked_name, messages, tools, kwargs if stop is None else {**kwargs, "stop": stop})
        tape = TAPE.get()
        answered = await (self._ask(asked) if tape is None else tape.answer(asked, lambda: self._ask(asked)))
        told = answered.message.response_metadata
        told[ANSWERED_BY], told[TOOK] = answered.model, answered.seconds
        return answered.message

    async def _ask(self, asked: Asked) -> Answered:
        inner = await self.open_inner()
        if self._bound is None or self._bound[0] is not asked.tools:
            self._bound = (asked.tools, inner.bind_tools(asked.tools) if asked.tools else inner)
        if self.rate_limiter is not None:
            await self.rate_limiter.aacquire()
        began = monotonic()
        message = await self._bound[1].ainvoke(list(asked.messages), **asked.parameters)
        if not isinstance(message, AIMessage):
            raise TypeError(f"the model answered with a {type(message).__name__}")
        model = str(message.response_metadata.get(ANSWERED_BY) or name_of(inner))
        return Answered(message, model, monotonic() - began)
