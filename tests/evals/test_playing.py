"""What a play notes of its model calls, and that the same play is the same each time."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.settings import Settings
from conversation.errors import Misconfigured
from evals.call import UNREACHED
from evals.folder import TRANSCRIPTS
from evals.plan import Plan, Play
from evals.playing import Company
from evals.run import Manner, note_of_pack, play_into
from evals.score import score_one
from evals.suite import load_suite
from evals.transcript import Transcript, read_transcripts
from evals.verdict import Verdict
from prompts.renderer import load_pack
from tests.fake_openai import USAGE, Failure, FakeOpenAI
from tests.thinking_server import NativeServer


def plays_of(settings: Settings, *names: str) -> list[Play]:
    plan = Plan(load_suite("recovery"), {"recovery": note_of_pack("recovery")}, settings)
    return [one for one in plan.plays() if not names or one.key.scenario in names]


def first_offer(settings: Settings) -> Play:
    return next(one for one in plays_of(settings) if one.occasion.scenario.expect.offers)


def without_timings(played: Transcript) -> Transcript:
    return replace(played, calls=tuple(replace(call, milliseconds=0) for call in played.calls))


async def test_the_same_play_makes_the_same_transcript_to_the_last_id() -> None:
    one, company = first_offer(Settings(_env_file=None)), Company()
    first, again = await company.play(one), await company.play(one)
    assert first.offers and first.messages
    assert without_timings(first) == without_timings(again)


async def test_a_house_model_counts_no_tokens_and_costs_nothing_known() -> None:
    played = await Company().play(first_offer(Settings(_env_file=None)))
    assert {call.model for call in played.calls} == {"rehearsal"}
    assert {(call.tokens_in, call.tokens_out, call.micros) for call in played.calls} == {(None, None, None)}
    turns = [call.turn for call in played.calls]
    assert turns == sorted(turns) and len(set(turns)) < len(turns), "a tool's answer and the text are one turn"


async def test_calls_over_the_wire_are_noted_with_tokens_time_and_money(tmp_path: Path) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text("as_of: 2026-01-01\nsource: made\nmodels:\n  fake-1: {in: 1, cached: 1, out: 2}\n", "utf-8")
    company = Company()
    with NativeServer(load_pack("recovery")) as server:
        settings = Settings(
            _env_file=None, model="openai:fake-1", openai_base_url=server.url, openai_api_key="k", model_prices=prices
        )
        played = await company.play(first_offer(settings))
        await company.close()
    assert played.trouble is None and len(played.calls) == len(server.requests) - 1, "but for the probe"
    price = USAGE["prompt_tokens"] + 2 * USAGE["completion_tokens"]
    told = {(call.model, call.tokens_in, call.tokens_out, call.micros) for call in played.calls}
    assert told == {("fake-1", USAGE["prompt_tokens"], USAGE["completion_tokens"], price)}
    assert {text.model for text in played.by_ai} == {"fake-1"}


async def test_a_model_that_cannot_be_reached_is_trouble_and_no_miss() -> None:
    with NativeServer(load_pack("recovery")) as server:
        url = server.url
    settings = Settings(_env_file=None, model="openai:fake-1", openai_base_url=url, openai_api_key="k")
    played = await Company().play(first_offer(settings))
    assert played.calls and all(call.error for call in played.calls)
    assert played.by_ai == ()
    assert str(played.trouble).startswith(f"{UNREACHED}: openai:fake-1")
    assert score_one(played).verdict is Verdict.UNJUDGED


async def test_a_model_that_cannot_be_had_ends_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    plan = Plan(load_suite("recovery"), {"recovery": note_of_pack("recovery")}, Settings(_env_file=None, model="gpt-5"))
    with pytest.raises(Misconfigured, match="gpt-5 cannot be opened"):
        await play_into(tmp_path, plan, Manner(jobs=2))
    assert list(read_transcripts(tmp_path / TRANSCRIPTS)) == [], (
        "no conversation that ended with a person for want of a key"
    )


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_model_that_takes_no_calls_ends_the_run_and_is_no_miss(status: int, tmp_path: Path) -> None:
    with FakeOpenAI() as server:
        server.otherwise = Failure(status, "Incorrect API key provided: sk-made-abcdefgh12345678")
        settings = Settings(_env_file=None, model="openai:fake-1", openai_base_url=server.url, openai_api_key="k")
        plan = Plan(load_suite("recovery"), {"recovery": note_of_pack("recovery")}, settings)
        with pytest.raises(
            Misconfigured, match=r"takes no calls .*look at its key, its name and its address"
        ) as refused:
            await play_into(tmp_path, plan)
    assert "sk-made" not in str(refused.value)
    assert not any(one.calls for one in read_transcripts(tmp_path / TRANSCRIPTS)), "what was played asked no model"
