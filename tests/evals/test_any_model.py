"""The same scenarios pass with the rehearsal model, over OpenAI's wire with tools, and in JSON actions without any."""

from collections.abc import AsyncIterator

import pytest

from api.settings import Settings
from conversation.event import EventKind
from evals.run import note_of_pack, play_suite
from evals.score import Scored, Verdict, score_one
from evals.suite import load_suite
from prompts.renderer import load_pack
from tests.thinking_server import ActionServer, NativeServer

SERVERS = (NativeServer, ActionServer)
A_FEW = 4
"""How many scenarios are played with each server beside the long proof: an offer, a question, a refusal, a person."""


async def played(settings: Settings, most: int | None = None) -> AsyncIterator[Scored]:
    suite = load_suite("recovery")
    suite = suite.model_copy(update={"scenarios": suite.scenarios[:most]})
    async for transcript in play_suite(suite, {"recovery": note_of_pack("recovery")}, settings):
        yield score_one(transcript)


def settings_for(server: NativeServer | ActionServer) -> Settings:
    return Settings(_env_file=None, model="openai:fake-1", openai_base_url=server.url, openai_api_key="test")


def tools_of(one: Scored) -> list[str]:
    return [event.details["name"] for event in one.transcript.events_of(EventKind.TOOL_CALLED)]


async def prove(server: NativeServer | ActionServer, most: int | None) -> None:
    """Play with the rehearsal model itself and with its decisions over the wire, and compare."""
    expected = [one async for one in played(Settings(_env_file=None), most)]
    over_the_wire = [one async for one in played(settings_for(server), most)]
    print(f"\n{type(server).__name__}: {len(over_the_wire)} scenarios, {len(server.requests)} requests")
    assert {one.transcript.scenario: one.verdict for one in (*expected, *over_the_wire) if one.verdict} == {}
    for here, there in zip(expected, over_the_wire, strict=True):
        assert there.verdict is Verdict.GOOD
        assert tools_of(there) == tools_of(here), here.transcript.scenario
        assert [text.purpose for text in there.transcript.left] == [text.purpose for text in here.transcript.left]


@pytest.mark.parametrize("kind", SERVERS)
async def test_a_few_scenarios_pass_over_the_wire(kind: type[NativeServer] | type[ActionServer]) -> None:
    with kind(load_pack("recovery")) as server:
        await prove(server, A_FEW)
        has_tools = [bool(request.body.get("tools")) for request in server.requests]
        assert all(has_tools) if kind is NativeServer else has_tools.count(True) == 1, "only the one probe has tools"


@pytest.mark.prove
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", SERVERS)
async def test_every_scenario_passes_over_the_wire(kind: type[NativeServer] | type[ActionServer]) -> None:
    with kind(load_pack("recovery")) as server:
        await prove(server, None)
        assert len(load_suite("recovery").scenarios) >= 30
