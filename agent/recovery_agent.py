"""The agent: one per model, pack and toolset, shared by all turns. It keeps nothing between them."""

from collections.abc import Sequence
from time import monotonic

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, SystemMessage
from langchain_core.tools import BaseTool

from agent.breaker import Breaker
from agent.budget import Limits, check_before_acting, check_before_asking, check_money
from agent.errors import ModelAway, ModelFailed
from agent.fallback_model import ANSWERED_BY
from agent.guard import answer_of, check_current
from agent.models import close_model, name_of
from agent.prices import PriceList, read_prices
from agent.showing import shown
from agent.speech import Speech
from agent.spending import spent_on
from agent.toolbox import Toolbox
from agent.transcript import this_turn
from conversation.clock import Clock
from conversation.knowledge import Guideline
from conversation.persona import PLAIN, Persona
from prompts.pack import Pack
from tools.context import TurnContext

QUICK_SECONDS = 0.05
"""Tools that took less leave no time for a takeover that the next model call should not see: the commit sees it."""


class RecoveryAgent:
    """A model that speaks by a pack and may use tools. Each run is given its whole thread.

    `breaker` is shared by all agents of one model.
    """

    def __init__(
        self,
        model: BaseChatModel,
        pack: Pack,
        tools: Sequence[BaseTool],
        limits: Limits | None = None,
        persona: Persona = PLAIN,
        guidelines: Sequence[Guideline] = (),
        prices: PriceList | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        instructions = _instructions(pack, persona, guidelines)
        self.pack = pack
        self.persona = persona
        self.limits = limits or Limits()
        self.model_name = name_of(model)
        self._prices = prices or read_prices()
        self._breaker = breaker or Breaker()
        self._model = model
        self._asked = model.bind_tools(list(tools))
        self._instructions = SystemMessage(instructions)
        self._speech = Speech(instructions, [tool.name for tool in tools])
        self._toolbox = Toolbox(tools)

    async def run(self, thread: Sequence[AnyMessage], context: TurnContext) -> list[AnyMessage]:
        """Return `thread` and what the model said and did after it, up to its text or until a tool ends the turn.

        Raises Superseded, BudgetSpent or ModelFailed; what a tool raises goes through.
        """
        said = list(thread)
        await check_current(context)
        while not context.is_over:
            answer = await self._ask(said, context)
            said.append(answer)
            if not answer.tool_calls and not answer.invalid_tool_calls:
                break
            check_before_acting(this_turn(said), self.limits)
            said += await self._act(answer, context)
        return said

    async def close(self) -> None:
        """Let go of the model's connections."""
        await close_model(self._model)

    def text_of(self, thread: Sequence[AnyMessage]) -> str:
        """Return the text that `thread` ends with. Raises ModelFailed where that is none."""
        answer = thread[-1]
        if not isinstance(answer, AIMessage):
            raise ModelFailed("the model stopped without an answer")
        return self._speech.text_of(answer)

    def writer_of(self, thread: Sequence[AnyMessage]) -> str:
        """Return the name of the model whose answer `thread` ends with."""
        return str(thread[-1].response_metadata.get(ANSWERED_BY, self.model_name))

    async def _act(self, answer: AIMessage, context: TurnContext) -> Sequence[AnyMessage]:
        """Use the tools, each of which looks whether the turn is still current, and look again after slow ones."""
        began = monotonic()
        results = await self._toolbox.use(answer, context)
        if monotonic() - began >= QUICK_SECONDS:
            await check_current(context)
        return results

    async def _ask(self, said: Sequence[AnyMessage], context: TurnContext) -> AIMessage:
        check_before_asking(this_turn(said), self.limits)
        check_money(context.allowance, context.spent)
        if context.watch is not None:
            context.watch(shown([self._instructions, *said]))
        began = monotonic()
        answer = await self._answer(said, context.clock)
        context.pack_hash = self.pack.hash
        context.spent += spent_on(answer, self.model_name, self._prices, monotonic() - began)
        return answer

    async def _answer(self, said: Sequence[AnyMessage], clock: Clock) -> AIMessage:
        """Raises ModelAway without asking where the model was away time after time just now."""
        if not self._breaker.lets_through(clock.now().timestamp()):
            raise ModelAway("the model was away time after time, and is left alone for a moment")
        try:
            answer = await answer_of(self._asked.ainvoke([self._instructions, *said]))
        except ModelAway:
            self._breaker.note(clock.now().timestamp(), is_away=True)
            raise
        self._breaker.note(clock.now().timestamp(), is_away=False)
        return answer


def _instructions(pack: Pack, persona: Persona, guidelines: Sequence[Guideline]) -> str:
    """Return what stands before everything else, the same for as long as the merchant changes nothing."""
    parts = [pack.render("system").text]
    if not persona.is_plain:
        parts.append(pack.render("persona", persona=persona).text)
    if guidelines:
        parts.append(pack.render("guidelines", guidelines=guidelines).text)
    return "\n\n".join(parts)
