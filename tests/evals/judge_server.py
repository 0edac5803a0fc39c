"""An OpenAI-compatible server of this process, scripted as a judge: what it answers hangs on what it is shown."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from agent.asking import open_plain
from agent.models import ModelChoice
from bench.mock_openai import ChatServer, completion
from evals.judging.judge import Judge
from prompts.renderer import load_pack
from prompts.rubric import JUDGE_PACK

Script = Callable[[str, str], str]
"""From what the judge is told to do, and the last thing it was told, to what it writes."""


class JudgeServer(ChatServer):
    """One connection; `asked` counts over all."""

    def __init__(self, script: Script, asked: list[str]) -> None:
        self._script = script
        self._asked = asked

    def on_message_complete(self) -> None:
        request = json.loads(self._body)
        self._body.clear()
        told, *_, last = [str(message["content"]) for message in request["messages"]]
        self._asked.append(last)
        answer: dict[str, Any] = completion({**request, "messages": [{"role": "tool"}]})
        answer["choices"][0]["message"]["content"] = self._script(told, last)
        body = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


@asynccontextmanager
async def judge_of(script: Script, asked: list[str] | None = None) -> AsyncIterator[Judge]:
    """Serve on a free port of this machine, and open a judge there by name as any other model is opened."""
    async with served(script, asked) as address:
        pack = load_pack(JUDGE_PACK)
        model = open_plain(ModelChoice(name="openai:judge", base_url=address), pack)
        yield Judge(model, pack)
        await model.close()


@asynccontextmanager
async def served(script: Script, asked: list[str] | None = None) -> AsyncIterator[str]:
    """Serve, and tell the base address."""
    counted: list[str] = [] if asked is None else asked
    server = await asyncio.get_running_loop().create_server(lambda: JudgeServer(script, counted), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


class Spoken:
    """The same script without a server between."""

    name = "openai:judge"

    def __init__(self, script: Script) -> None:
        self._script = script

    async def ask(self, instructions: str, *turns: str) -> str:
        return self._script(instructions, turns[-1])


def spoken(script: Script) -> Judge:
    return Judge(Spoken(script), load_pack(JUDGE_PACK))


def saying(level: str, quote: str, why: str = "as it reads") -> str:
    return json.dumps({"quote": quote, "why": why, "level": level})


def preferring(place: str, quote: str) -> str:
    return json.dumps({"quote": quote, "why": "as it reads", "better": place})
