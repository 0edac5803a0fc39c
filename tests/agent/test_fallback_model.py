"""A row of models: who answers while others are away, and how long a failing one is left alone."""

from collections.abc import AsyncIterator
from unittest.mock import patch

import pytest
from langchain_core.messages import HumanMessage
from openai import APIStatusError, InternalServerError, OpenAIError

from agent.breaker import FAILURES, REST_SECONDS
from agent.fallback_model import ANSWERED_BY, FallbackModel
from agent.models import ModelChoice, close_model, is_away, open_model
from agent.outcome import Speak
from agent.recovery_agent import RecoveryAgent
from prompts.pack import Pack
from tests.agent.stage import build_stage
from tests.fake_openai import Call, Calls, Failure, FakeOpenAI, Text
from tools.toolset import recovery_tools

ASKED = [HumanMessage("what did I leave?")]
AWAY = [Failure(503, retry_after="0")] * 3


class Watch:
    """A clock that stands still until it is moved."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def row(pack: Pack, server: FakeOpenAI, watch: Watch) -> AsyncIterator[FallbackModel]:
    models = [open_model(ModelChoice(name, api_key="k", base_url=server.url), pack) for name in ("first", "second")]
    opened = FallbackModel(models=tuple(models), clock=watch)
    yield opened
    await close_model(opened)


def asked(server: FakeOpenAI) -> list[str]:
    return [request.body["model"] for request in server.requests]


async def test_the_second_answers_while_the_first_is_away(server: FakeOpenAI, row: FallbackModel) -> None:
    server.script(*AWAY, Text("A backpack."))
    answer = await row.ainvoke(ASKED)
    assert answer.text == "A backpack."
    assert answer.response_metadata[ANSWERED_BY] == "second"
    assert asked(server) == ["first"] * 3 + ["second"]


async def test_what_a_model_refuses_is_not_asked_of_the_next(server: FakeOpenAI, row: FallbackModel) -> None:
    server.script(Failure(401))
    with pytest.raises(APIStatusError):
        await row.ainvoke(ASKED)
    assert asked(server) == ["first"]


async def test_one_that_keeps_failing_is_left_alone_for_a_while(
    server: FakeOpenAI, row: FallbackModel, watch: Watch
) -> None:
    for _ in range(FAILURES):
        server.script(*AWAY, Text("A backpack."))
        await row.ainvoke(ASKED)
    server.requests.clear()
    server.script(Text("A backpack."))
    await row.ainvoke(ASKED)
    assert asked(server) == ["second"]
    watch.seconds += REST_SECONDS
    server.script(Text("A backpack."), Text("A backpack."))
    assert (await row.ainvoke(ASKED)).response_metadata[ANSWERED_BY] == "first"
    assert (await row.ainvoke(ASKED)).response_metadata[ANSWERED_BY] == "first"


async def test_when_all_are_away_the_last_one_says_so(server: FakeOpenAI, row: FallbackModel) -> None:
    server.script(*AWAY, *AWAY)
    with pytest.raises(InternalServerError):
        await row.ainvoke(ASKED)


async def test_a_turn_names_the_model_that_wrote_its_text(server: FakeOpenAI, row: FallbackModel, pack: Pack) -> None:
    server.script(Calls(Call("lookup_cart")), *AWAY, Text("There is a Backpack in your cart."))
    stage = await build_stage(RecoveryAgent(row, pack, recovery_tools()))
    outcome = await stage.hears("what did I leave?").turn()
    assert isinstance(outcome, Speak)
    assert outcome.draft.model == "second"


async def test_a_server_that_nobody_answers_at_is_away_and_no_slow_model(pack: Pack) -> None:
    """The SDK over aiohttp tells of a refused connection as of a request that timed out."""
    model = open_model(ModelChoice("fake", api_key="k", base_url="http://127.0.0.1:9/v1"), pack)
    with patch("openai._base_client.INITIAL_RETRY_DELAY", 0.01), pytest.raises(OpenAIError) as refused:
        await model.ainvoke(ASKED)
    assert is_away(refused.value)
    await close_model(model)
