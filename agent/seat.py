"""The AI's seat of one process: compiles an agent per pack when it is first needed, then reuses it."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool

from agent.breaker import Breaker
from agent.budget import Limits
from agent.errors import ModelAway, ModelFailed
from agent.model_opener import OpensModel
from agent.models import close_model
from agent.outage import wait_or_escalate
from agent.outcome import Escalate, Outcome
from agent.prices import PriceList, read_prices
from agent.recovery_agent import RecoveryAgent
from agent.turn import take_turn
from agent.view import TurnView
from conversation.escalation import Escalation, EscalationReason
from conversation.knowledge import Guideline
from conversation.persona import PLAIN, Persona
from prompts.pack import Pack
from prompts.renderer import load_pack
from tools.context import TurnContext

MOST_AGENTS = 256
"""Compiled agents that are kept: one for each voice that spoke lately."""


class AiSeat:
    """Answers for every merchant, each by the pack that its settings name.

    `open_for` returns the model that speaks by a pack; `find_pack` finds a pack by the name in a merchant's settings.
    """

    def __init__(
        self,
        open_for: OpensModel,
        tools: Sequence[BaseTool],
        limits: Limits | None = None,
        find_pack: Callable[[str], Pack] = load_pack,
        prices: PriceList | None = None,
    ) -> None:
        self._open_for = open_for
        self._tools = tuple(tools)
        self._limits = limits or Limits()
        self._find_pack = find_pack
        self._prices = prices or read_prices()
        self._models: dict[str, BaseChatModel] = {}
        self._agents: OrderedDict[tuple[str, Persona, tuple[Guideline, ...]], RecoveryAgent] = OrderedDict()
        self._compiling = asyncio.Lock()
        self._breaker = Breaker()

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        """Decide about `view`. Raises as `agent.turn.take_turn` and as `agent_for`."""
        try:
            persona, guidelines = view.merchant.settings.persona, view.shelf.guidelines
            agent = await self.agent_for(view.pack, persona, guidelines)
        except ModelAway as outage:
            return wait_or_escalate(view, str(outage), context.clock.now(), self._limits.outage)
        except ModelFailed as failure:
            return Escalate(Escalation(EscalationReason.MODEL_FAILURE, str(failure), context.clock.now()))
        return await take_turn(agent, view, context)

    async def close(self) -> None:
        """Let go of the models' connections. Afterwards agents are compiled anew where they are needed."""
        models, self._models = self._models, {}
        self._agents.clear()
        for model in models.values():
            await close_model(model)

    async def agent_for(
        self, pack_name: str, persona: Persona = PLAIN, guidelines: tuple[Guideline, ...] = ()
    ) -> RecoveryAgent:
        """Return the compiled agent that speaks by the pack, with the merchant's voice and guidelines.

        Raises PackMissing or PackBroken, and ModelFailed where the model cannot be asked how it acts.
        """
        key = (pack_name, persona, guidelines)
        if key not in self._agents:
            async with self._compiling:
                if key not in self._agents:
                    self._agents[key] = await self._compile(*key)
                    if len(self._agents) > MOST_AGENTS:
                        self._agents.popitem(last=False)
        self._agents.move_to_end(key)
        return self._agents[key]

    async def _compile(self, pack_name: str, persona: Persona, guidelines: tuple[Guideline, ...]) -> RecoveryAgent:
        pack = self._find_pack(pack_name)
        if pack_name not in self._models:
            self._models[pack_name] = await self._open_for(pack)
        return RecoveryAgent(
            self._models[pack_name], pack, self._tools, self._limits, persona, guidelines, self._prices, self._breaker
        )
