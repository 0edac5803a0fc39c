"""The compiled agent: one per model, pack and toolset, shared by all turns."""

from collections.abc import Sequence

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.tools import BaseTool

from agent.budget import Limits
from agent.errors import ModelFailed
from agent.guard import Guard
from agent.models import close_model, name_of
from agent.speech import Speech
from prompts.pack import Pack
from tools.context import TurnContext


class RecoveryAgent:
    """A model that speaks by a pack and may use tools. It keeps nothing: each run is given its whole thread."""

    def __init__(
        self, model: BaseChatModel, pack: Pack, tools: Sequence[BaseTool], limits: Limits | None = None
    ) -> None:
        instructions = pack.render("system").text
        self.pack = pack
        self.limits = limits or Limits()
        self.model_name = name_of(model)
        self._model = model
        self._speech = Speech(instructions, [tool.name for tool in tools])
        self._graph = create_agent(
            model,
            list(tools),
            system_prompt=instructions,
            middleware=[Guard(self.limits)],
            context_schema=TurnContext,
        )

    async def run(self, thread: Sequence[AnyMessage], context: TurnContext) -> list[AnyMessage]:
        """Return `thread` and what the model said and did after it.

        Raises Superseded, BudgetSpent or ModelFailed; what a tool raises goes through.
        """
        state = await self._graph.ainvoke({"messages": list(thread)}, context=context)
        return list(state["messages"])

    async def close(self) -> None:
        """Let go of the model's connections."""
        await close_model(self._model)

    def text_of(self, thread: Sequence[AnyMessage]) -> str:
        """Return the text that `thread` ends with. Raises ModelFailed where that is none."""
        answer = thread[-1]
        if not isinstance(answer, AIMessage):
            raise ModelFailed("the model stopped without an answer")
        return self._speech.text_of(answer)
