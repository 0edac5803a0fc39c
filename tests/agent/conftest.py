"""The AI's seat on a stage: with the rehearsal model, and with the real OpenAI client against a scripted server."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from agent.budget import Limits
from agent.models import ModelChoice, open_model
from agent.recovery_agent import RecoveryAgent
from prompts.pack import Pack
from prompts.renderer import load_pack
from tests.agent.stage import Stage, build_stage
from tests.fake_openai import FakeOpenAI
from tools.toolset import recovery_tools

BuildStage = Callable[..., Awaitable[Stage]]


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("recovery")


@pytest.fixture(scope="session")
def rehearsing(pack: Pack) -> RecoveryAgent:
    """One compiled agent for all tests: it keeps nothing between turns."""
    return RecoveryAgent(open_model(ModelChoice(), pack), pack, recovery_tools())


@pytest.fixture
async def stage(rehearsing: RecoveryAgent) -> Stage:
    """A conversation with the rehearsal model."""
    return await build_stage(rehearsing)


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as running:
        yield running


@pytest.fixture
async def online(server: FakeOpenAI, pack: Pack) -> AsyncIterator[BuildStage]:
    """Build a conversation with the real OpenAI client: ``online(streaming=..., timeout=..., limits=...)``."""

    agents: list[RecoveryAgent] = []

    async def build(*, streaming: bool = False, timeout: float = 5.0, limits: Limits | None = None) -> Stage:
        choice = ModelChoice(
            "fake-1", api_key="test", base_url=server.url, timeout_seconds=timeout, streaming=streaming
        )
        agents.append(RecoveryAgent(open_model(choice, pack), pack, recovery_tools(), limits))
        return await build_stage(agents[-1])

    yield build
    for agent in agents:
        await agent.close()
