"""The shipped suite about the AI's tools, played by the rehearsal model."""

from api.settings import Settings
from evals.run import note_of_pack, play_suite
from evals.score import Verdict, score_one
from evals.suite import load_suite


async def test_every_scenario_is_met_and_breaks_no_check() -> None:
    packs = {"recovery": note_of_pack("recovery")}
    played = [one async for one in play_suite(load_suite("tools"), packs, Settings(_env_file=None))]
    scored = [score_one(one) for one in played]
    assert [(one.transcript.scenario, one.missed) for one in scored if one.verdict is not Verdict.GOOD] == []
    assert len(scored) == 6
