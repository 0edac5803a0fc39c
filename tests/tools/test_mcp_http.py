"""MCP servers over HTTP: one session for all turns, opened again where it broke, and no turn waits for ever."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.tools import BaseTool

from agent.toolbox import NO_ANSWER, Toolbox
from conversation.errors import Misconfigured
from tests.agent.scripted import calling
from tests.tools.house import CONTACT, build_house

pytest.importorskip("langchain_mcp_adapters", reason="it is not installed (extra `mcp`)")

from tests.tools.mcp_server import Served, free_port
from tools.mcp import open_mcp_tools

FILE = """
servers:
  - name: loyalty
    url: {url}
    token_from: LOYALTY_TOKEN
    tools:
      - {{name: points_of, reads: true, most: 8, fill: {{phone: phone}}}}
      - {{name: ponder, seconds: 0.4, most: 8}}
"""
TOKEN = {"LOYALTY_TOKEN": "secret"}


@pytest.fixture
def served() -> Served:
    return Served(free_port())


@pytest.fixture
def file(tmp_path: Path, served: Served) -> Iterator[Path]:
    written = tmp_path / "mcp.yaml"
    written.write_text(FILE.format(url=served.url), encoding="utf-8")
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    yield written
    logging.getLogger("mcp").setLevel(logging.NOTSET)


async def asked(tools: tuple[BaseTool, ...], name: str, **arguments: str) -> str:
    """What the model is told, each time in a turn of its own."""
    (said,) = await Toolbox(tools).use(calling(name, **arguments), (await build_house()).context())
    return str(said.content)


async def test_turns_share_one_session_and_one_that_broke_is_opened_again(served: Served, file: Path) -> None:
    points = f"{CONTACT.phone} has 120 points"
    with served.running():
        lent = await open_mcp_tools(file, TOKEN)
        for _ in range(3):
            assert json.loads(await asked(lent.tools, "loyalty_points_of"))["text"].startswith(points)
        assert served.greeted == 1 and served.tokens == {b"Bearer secret"}
    assert await asked(lent.tools, "loyalty_points_of") == NO_ANSWER, "and the turn goes on"
    with served.running():
        assert json.loads(await asked(lent.tools, "loyalty_points_of"))["text"].startswith(points)
        assert served.greeted == 2
    with served.running():
        assert json.loads(await asked(lent.tools, "loyalty_ponder", seconds="0"))["text"] == "42"
        assert served.greeted == 3, "the server no longer knew the session, and so had not done what commits"
        await lent.close()


async def test_a_slow_answer_is_not_waited_for_and_the_session_stays(served: Served, file: Path) -> None:
    with served.running():
        lent = await open_mcp_tools(file, TOKEN)
        assert await asked(lent.tools, "loyalty_ponder", seconds="30") == NO_ANSWER
        assert json.loads(await asked(lent.tools, "loyalty_ponder", seconds="0"))["text"] == "42"
        assert served.greeted == 1
        await lent.close()


async def test_a_server_that_is_not_there_is_named_with_its_setting(served: Served, file: Path) -> None:
    with pytest.raises(Misconfigured, match=rf"TWOLANE_MCP_SERVERS.*loyalty \(http.*{served.port}/mcp\).*ConnectError"):
        await open_mcp_tools(file, TOKEN)
    with pytest.raises(Misconfigured, match="LOYALTY_TOKEN, which is not set"):
        await open_mcp_tools(file, {})
