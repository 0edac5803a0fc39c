"""The seat of one process: one compiled agent per pack."""

from dataclasses import replace

import pytest
from langchain_core.language_models import BaseChatModel

from agent.model_opener import ModelOpener
from agent.models import ModelChoice, open_model
from agent.outcome import Speak
from agent.seat import AiSeat
from prompts.errors import PackMissing
from prompts.pack import Pack
from tests.agent.stage import Stage
from tools.toolset import recovery_tools


async def test_each_merchant_is_answered_by_its_pack_and_agents_are_kept(stage: Stage) -> None:
    opened: list[str] = []

    async def open_for(pack: Pack) -> BaseChatModel:
        opened.append(pack.name)
        return open_model(ModelChoice(), pack)

    seat = AiSeat(open_for, recovery_tools())
    bodies = []
    for name in ("recovery", "recovery_brief", "recovery"):
        stage.settings = replace(stage.settings, pack=name)
        context = stage.house.context(knowledge=stage.knowledge)
        outcome = await seat.take_turn(stage.hears("hello").view(), context)
        assert isinstance(outcome, Speak)
        bodies.append(outcome.draft.body)
    assert opened == ["recovery", "recovery_brief"]
    assert bodies[0] == bodies[2] != bodies[1]
    await seat.close()


async def test_an_unknown_pack_is_the_operators() -> None:
    seat = AiSeat(ModelOpener(ModelChoice()), recovery_tools())
    with pytest.raises(PackMissing, match="recovery_brief"):
        await seat.agent_for("nope")
