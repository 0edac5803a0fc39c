"""What a prompt costs: hardly more bytes than the bare words, and most of it found again in a provider's cache."""

import json
import re

import pytest

from agent.models import ModelChoice, open_model
from agent.outcome import Speak
from agent.recovery_agent import RecoveryAgent
from prompts.pack import Pack
from tests.agent.stage import build_stage
from tests.fake_openai import Request
from tests.prefix_cache import PrefixCache
from tests.thinking_server import NativeServer
from tools.toolset import recovery_tools

TURNS = 40
MOST_BYTES = 1.05
LEAST_CACHED = 0.93
TEXTS = (
    "how long does standard delivery take?",
    "what is in my cart again?",
    "too expensive for me",
    "can I return the boots if they don't fit?",
    "ok send me the link please",
    "do you ship to Canada?",
    "what payment methods do you take?",
    "hmm let me think about it",
)


@pytest.mark.parametrize(
    "told_before",
    [pytest.param(0, marks=pytest.mark.prove, id="nothing left out"), pytest.param(50, id="two steps left out")],
)
async def test_a_prompt_has_hardly_more_bytes_than_its_words_and_most_of_it_is_cached(
    pack: Pack, told_before: int
) -> None:
    requests = await _forty_turns(pack, told_before)
    ours, bare = sum(len(one.raw) for one in requests), sum(map(_bare_bytes, requests))
    cache = PrefixCache()
    for request in requests:
        cache.take(request.body)
    print(f"\n{len(requests)} requests of {TURNS} turns: {ours / bare:.3f} of a bare loop's bytes")
    print(f"{cache.asked} prompt tokens, {cache.share:.1%} of them cached")
    assert ours <= MOST_BYTES * bare
    assert cache.share >= LEAST_CACHED


async def _forty_turns(pack: Pack, told_before: int) -> list[Request]:
    with NativeServer(pack) as server:
        model = open_model(ModelChoice("fake-1", api_key="test", base_url=server.url), pack)
        agent = RecoveryAgent(model, pack, recovery_tools())
        stage = await build_stage(agent)
        for number in range(told_before // 2):
            stage.hears(TEXTS[number % len(TEXTS)]).says("Standard delivery takes three to five working days.")
        stage.handled_seq = len(stage.messages)
        for number in range(TURNS):
            outcome = await stage.hears(f"{TEXTS[number % len(TEXTS)]} ({number})").turn()
            assert isinstance(outcome, Speak)
        await agent.close()
        return server.requests


def _bare_bytes(request: Request) -> int:
    """Return the size of the same request without fences, labels and the line that introduces the texts."""
    body = json.loads(request.raw)
    for message in body["messages"]:
        if message["role"] == "user":
            words = re.sub("\u27e6[a-z ]+: ([^\u27e6\u27e7]*)\u27e7", r"\1", message["content"])
            message["content"] = words.replace("The texts so far, oldest first.\n", "")
    return len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
