"""A chat model that cannot call tools, made to act by JSON: to the loop it looks like any other model."""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from agent.actions import NAME, REPLY, Action, ToolAction, read_action, schema_of, tool_actions
from agent.async_model import AsyncModel
from prompts.pack import Pack


class ActionModel(AsyncModel):
    """Lets `inner` choose one action an answer, by a schema that the endpoint enforces where it can.

    A chosen tool becomes a tool call, so guards, budgets and tools are those of every model. An answer that is no
    action raises NoAction, a ValueError.
    """

    inner: BaseChatModel
    pack: Pack

    _takes_schema: bool = PrivateAttr(True)

    @property
    def model_name(self) -> str:
        return str(getattr(self.inner, "model_name", self.inner._llm_type))

    @property
    def _llm_type(self) -> str:
        return "json-actions"

    async def close_connections(self) -> None:
        from agent.models import close_model

        await close_model(self.inner)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        *,
        tools: Sequence[dict[str, Any]] = (),
        **kwargs: Any,
    ) -> ChatResult:
        actions = tool_actions(tools)
        instructions = self.pack.render("actions", tools=actions).text
        answer = await self._ask([*_told(messages, instructions)], actions, stop=stop, **kwargs)
        acted = _as_tool_call(answer, read_action(answer.text, actions))
        return ChatResult(generations=[ChatGeneration(message=acted)])

    async def _ask(self, told: list[BaseMessage], actions: tuple[ToolAction, ...], **kwargs: Any) -> AIMessage:
        """Ask with the schema, and never again with it once the endpoint refused it as a bad request."""
        from openai import BadRequestError

        if self._takes_schema:
            try:
                return await self.inner.ainvoke(told, response_format=_format_of(actions), **kwargs)
            except BadRequestError:
                self._takes_schema = False
        return await self.inner.ainvoke(told, **kwargs)


def _format_of(actions: tuple[ToolAction, ...]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": NAME, "schema": schema_of(actions)}}


def _as_tool_call(answer: AIMessage, action: Action) -> AIMessage:
    """Return `answer` as a model with tool calls would have given it."""
    if action.name == REPLY:
        return answer.model_copy(update={"content": action.text})
    call = ToolCall(name=action.name, args=json.loads(action.arguments), id=f"act_{uuid4().hex[:12]}")
    return answer.model_copy(update={"content": "", "tool_calls": [call]})


def _told(messages: Sequence[BaseMessage], instructions: str) -> Iterator[BaseMessage]:
    """Yield the thread in words only: instructions first, calls as the actions they were, results as the user's."""
    for message in messages:
        match message:
            case SystemMessage():
                yield SystemMessage(f"{message.text}\n\n{instructions}")
            case ToolMessage():
                yield HumanMessage(f"RESULT of {message.name}: {message.text}")
            case AIMessage(tool_calls=calls) if calls:
                chosen = [json.dumps({"action": call["name"], "arguments": call["args"]}) for call in calls]
                yield AIMessage("\n".join(chosen))
            case AIMessage():
                yield AIMessage(json.dumps({"action": REPLY, "text": message.text}, ensure_ascii=False))
            case _:
                yield message
