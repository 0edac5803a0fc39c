"""A model plays the shopper over OpenAI's wire; one that leaks, runs on or says nothing is set aside."""

from pathlib import Path

import pytest

from api.settings import Settings
from conversation.errors import Misconfigured
from evals.call import SHOPPER
from evals.errors import SuiteInvalid
from evals.report import as_text
from evals.run import note_of_pack, play_suite
from evals.score import Scored, Verdict, score, score_one
from evals.shoppers.by_model import BUY, DONE, GIVE_UP, LONGEST_TEXT, read_move
from evals.shoppers.recast import recast
from evals.shoppers.role import Role
from evals.shoppers.shopper import Buys, Ending, Ends, Says
from evals.suite import load_suite
from tests.evals.test_suite import SCENARIO, written
from tests.fake_openai import FakeOpenAI, Text

WANTS_CODE = {
    "goal": "discount",
    "by": "openai:fake-1",
    "persona": "You are a student.",
    "knows": {"order number": "#1031"},
    "unknown": {"gift card": "GC-4471-X"},
    "patience": 4,
}


async def played(folder: Path, server: FakeOpenAI, **role: object) -> Scored:
    steps = [{"advance": "30m"}, {"simulated": WANTS_CODE | role}]
    suite = load_suite(written(folder, SCENARIO | {"steps": steps, "expect": {"offers": 1}}))
    settings = Settings(_env_file=None, model="rehearsal", openai_base_url=server.url, openai_api_key="test")
    [transcript] = [one async for one in play_suite(suite, {"recovery": note_of_pack("recovery")}, settings)]
    return score_one(transcript, with_tone=False)


async def test_a_model_that_plays_its_part_is_judged_like_any_other(tmp_path: Path) -> None:
    with FakeOpenAI() as server:
        server.script(Text("that's too expensive for me"), Text(DONE))
        one = await played(tmp_path, server)
        assert one.verdict is Verdict.GOOD and one.transcript.simulations[0].ended == "satisfied"
        assert [call.by for call in one.transcript.calls].count(SHOPPER) == 2
        assert "Simulated shoppers played by: openai:fake-1." in as_text(score([one.transcript]))
        asked = server.requests[1].messages
        assert [message["role"] for message in asked] == ["system", "assistant", "user"]
        assert "You are a student." in asked[0]["content"] and "#1031" in asked[0]["content"]
        assert "GC-4471-X" not in str(server.requests[1].body), "what it cannot know it is not told"
        assert asked[2]["content"].startswith("\u27e6store: "), "our words are fenced"


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        (["any codes?", "my gift card is GC-4471-X", DONE], "it leaked what it cannot know: gift card"),
        ([DONE], "it said nothing"),
        (["hi", DONE], "it stopped early"),
        (["any codes?", "  "], "it sent an empty text"),
        (["any codes?", "bye", "goodbye", DONE], "it said goodbye again and again"),
    ],
)
async def test_a_model_that_spoils_the_play_is_set_aside(script: list[str], fault: str, tmp_path: Path) -> None:
    with FakeOpenAI() as server:
        server.script(*map(Text, script))
        one = await played(tmp_path, server)
        assert one.verdict is Verdict.SET_ASIDE and (one.transcript.set_aside or "").startswith(fault)


async def test_a_model_that_never_ends_is_cut_off(tmp_path: Path) -> None:
    with FakeOpenAI() as server:
        server.otherwise = Text("and what about the straps")
        one = await played(tmp_path, server, patience=3)
        assert one.transcript.simulations[0].ended == "cut_off" and len(server.requests) <= 6


async def test_a_model_that_fails_is_trouble_and_no_verdict(tmp_path: Path) -> None:
    with FakeOpenAI() as server:
        one = await played(tmp_path, server)
        assert one.verdict is Verdict.UNJUDGED and one.trouble is not None


def test_an_answer_is_one_text_or_one_token() -> None:
    assert read_move(f"ok {BUY}") == Buys() and read_move(DONE) == Ends(Ending.SATISFIED)
    assert read_move(GIVE_UP) == Ends(Ending.GAVE_UP)
    assert read_move("two\nlines ") == Says("two lines")
    assert read_move("x" * 900) == Says("x" * LONGEST_TEXT)


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ({"goal": "answer"}, "has no question or no answer; write asks and hears"),
        ({"goal": "discount", "by": "rehearsal"}, "rehearsal cannot play a shopper; write rules, or"),
        ({"goal": "discount", "patience": 0}, "steps.0.patience: Input should be greater than or equal to 1"),
        ({"goal": "money"}, "steps.0.goal: 'money' is not known; use one of: 'answer', 'discount'"),
    ],
)
def test_a_role_that_cannot_be_played_is_told_with_its_remedy(
    role: dict[str, object], told: str, tmp_path: Path
) -> None:
    with pytest.raises(SuiteInvalid) as caught:
        load_suite(written(tmp_path, SCENARIO | {"steps": [{"simulated": role}]}))
    assert told in str(caught.value)


def test_a_goal_alone_is_a_role() -> None:
    assert Role.model_validate({"goal": "discount"}).is_by_rules


def test_another_player_takes_every_part() -> None:
    simulated = load_suite("simulated")
    recasted = recast(simulated, "openai:fake-1")
    assert {step.by for one in recasted.scenarios for step in one.steps if isinstance(step, Role)} == {"openai:fake-1"}
    assert [one.name for one in recasted.scenarios] == [one.name for one in simulated.scenarios]
    with pytest.raises(Misconfigured, match="rehearsal cannot play a shopper"):
        recast(simulated, "rehearsal")
    with pytest.raises(Misconfigured, match="has no simulated shopper"):
        recast(load_suite("tools"), "rules")
