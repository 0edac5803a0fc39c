"""The toolbox keeps tools to their terms: time, number, one more try, and what commits commits once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from langchain.tools import ToolRuntime, tool
from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool

from agent.toolbox import ENOUGH, NO_ANSWER, Toolbox
from tests.agent.scripted import calling
from tests.tools.house import build_house
from tools.context import TurnContext
from tools.errors import ShopUnreachable
from tools.terms import Effect, Retry, ToolTerms, on_terms


def probing(act: Callable[[int], Any], terms: ToolTerms) -> tuple[BaseTool, list[int]]:
    calls: list[int] = []

    @tool
    async def probe(word: str, runtime: ToolRuntime[TurnContext]) -> str:
        """Probe."""
        calls.append(len(calls) + 1)
        result = act(len(calls))
        return str(await result if asyncio.iscoroutine(result) else result)

    return on_terms(probe, terms), calls


async def use(tool: BaseTool, *answers: AIMessage) -> list[str]:
    context = (await build_house()).context()
    toolbox = Toolbox([tool])
    return [str(result.content) for answer in answers for result in await toolbox.use(answer, context)]


async def test_what_commits_is_done_once_for_the_same_arguments() -> None:
    probe, calls = probing(lambda n: n, ToolTerms(Effect.COMMITS))
    said = await use(probe, calling("probe", word="a"), calling("probe", word="a"), calling("probe", word="b"))
    assert (said, calls) == (["1", "1", "2"], [1, 2])


async def test_a_tool_that_takes_too_long_is_given_up() -> None:
    probe, _ = probing(lambda n: asyncio.sleep(5), ToolTerms(Effect.READS, seconds=0.01))
    assert await use(probe, calling("probe", word="a")) == [NO_ANSWER]


@pytest.mark.parametrize(("retry", "tries"), [(Retry.ONCE, 2), (Retry.NEVER, 1)])
async def test_a_shop_that_does_not_answer_is_asked_again_only_where_the_terms_say_so(
    monkeypatch: pytest.MonkeyPatch, retry: Retry, tries: int
) -> None:
    monkeypatch.setattr("agent.toolbox.LONGEST_PAUSE", 0)

    def act(_: int) -> str:
        raise ShopUnreachable("down")

    probe, calls = probing(act, ToolTerms(Effect.READS, retry=retry))
    assert await use(probe, calling("probe", word="a")) == [NO_ANSWER]
    assert len(calls) == tries


async def test_a_second_try_that_is_answered_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.toolbox.LONGEST_PAUSE", 0)

    def act(n: int) -> str:
        if n == 1:
            raise ShopUnreachable("down")
        return "up"

    probe, _ = probing(act, ToolTerms(Effect.READS, retry=Retry.ONCE))
    assert await use(probe, calling("probe", word="a")) == ["up"]


async def test_a_tool_is_used_no_more_often_in_a_turn_than_its_terms_say() -> None:
    probe, calls = probing(lambda n: n, ToolTerms(Effect.READS, most=2))
    said = await use(probe, *(calling("probe", word=word) for word in "abc"))
    assert (said[-1], len(calls)) == (ENOUGH, 2)
