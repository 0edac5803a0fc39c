"""The rehearsal model, not an LLM: reads by patterns and speaks the pack's phrases, so that all works without a key."""

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.rehearsal_scene import scene_of
from agent.rehearsal_script import FALLBACK, RETURN_QUESTION, Say, Use, next_step
from prompts.pack import Pack

REHEARSAL = "rehearsal"
NOT_AN_LLM = "rehearsal model, not an LLM"


class RehearsalModel(BaseChatModel):
    """Deterministic: the same prompt always gives the same answer. It states only what tools returned."""

    pack: Pack

    @property
    def model_name(self) -> str:
        return REHEARSAL

    @property
    def _llm_type(self) -> str:
        return NOT_AN_LLM

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Let the model use `tools`; those that its script does not know stay unused."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        offered = {tool["function"]["name"] for tool in kwargs.get("tools", ())}
        return ChatResult(generations=[ChatGeneration(message=self._answer(messages, offered))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._generate(messages, stop, None, **kwargs)

    def _answer(self, messages: list[BaseMessage], offered: set[str]) -> AIMessage:
        asked = (self.pack.phrase(line.phrase).text for line in (FALLBACK, RETURN_QUESTION))
        step = next_step(scene_of(messages, *asked))
        match step:
            case Use(tool=tool) if tool not in offered or _has_called(messages, tool):
                return self._spoken(FALLBACK)
            case Use(tool=tool, arguments=arguments):
                call_id = f"rehearsal-{sum(isinstance(message, ToolMessage) for message in messages)}"
                return AIMessage("", tool_calls=[{"name": tool, "args": dict(arguments), "id": call_id}])
            case Say():
                return self._spoken(step)

    def _spoken(self, line: Say) -> AIMessage:
        return AIMessage(self.pack.phrase(line.phrase, **line.facts).text)


def _has_called(messages: list[BaseMessage], tool: str) -> bool:
    """The prompt holds the tools' answers of this turn only."""
    return any(isinstance(message, ToolMessage) and message.name == tool for message in messages)
