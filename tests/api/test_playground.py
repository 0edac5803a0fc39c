"""The playground: the real turn in full view, and nothing of it leaves or stays."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.sample_world import MERCHANT
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from evals.recording import Occasion
from evals.run import note_of_pack, play
from evals.score import Verdict, score_one
from evals.suite import load_suite
from tests.api.pages import NOON
from tests.api.paper import words

FORM = {"merchant": MERCHANT.id, "cart": "green backpack\nwater bottle"}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON) as opened:
        yield opened


async def begin(stage: Stage, **changes: str) -> str:
    answer = await stage.client.post("/agent/playground", data=FORM | changes)
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


async def said(stage: Stage, path: str, *texts: str) -> str:
    for text in texts:
        assert (await stage.client.post(f"{path}/texts", data={"body": text})).status_code == 303
    return words((await stage.client.get(path)).text)


async def test_a_conversation_shows_its_prompt_tools_sources_verdict_and_time(stage: Stage) -> None:
    path = await begin(stage)
    page = await said(stage, path, "it's too expensive")
    assert "you left Backpack" in page and "SAVE10" in page, "the first text and the offer"
    assert page.count("Tidewater's automated assistant here") == 1, "once is enough, for the first text left"
    assert "offer_discount granted" in page and "Gate: allowed;" in page
    assert "Discount sent to them: none." in page and "it's too expensive" in page, "what the model was shown"
    assert "rehearsal model, not an LLM: it counts no tokens" in page and " ms;" in page


async def test_nobody_is_texted_and_the_ledger_knows_nothing_of_it(stage: Stage) -> None:
    before = await stage.twolane.house.ledger.read(lambda books: len(books.conversations((MERCHANT.id,), limit=50)))
    path = await begin(stage)
    await said(stage, path, "how long does shipping take?", "STOP")
    after = await stage.twolane.house.ledger.read(lambda books: len(books.conversations((MERCHANT.id,), limit=50)))
    assert (before, after) == (0, 0)
    assert network_of(stage.twolane).phones() == ()


async def test_pack_voice_and_an_empty_cart_are_as_chosen(stage: Stage) -> None:
    path = await begin(stage, pack="recovery_brief", persona="plain", cart="")
    page = await said(stage, path, "what's in my cart?")
    assert "Pack recovery_brief; voice: the pack's own voice; cart: none." in page
    assert "no open cart" in page


async def test_what_there_is_none_of_is_said(stage: Stage) -> None:
    for changes, problem in (({"cart": "submarine"}, "nothing like 'submarine'"), ({"pack": "nope"}, "no pack 'nope'")):
        answer = await stage.client.post("/agent/playground", data=FORM | changes)
        assert (answer.status_code, problem in words(answer.text)) == (422, True)
    assert (await stage.client.get("/agent/playground/ply_gone")).status_code == 404


async def test_it_ends_with_a_person_and_is_saved_as_a_scenario_that_plays(stage: Stage, tmp_path: Path) -> None:
    path = await begin(stage)
    assert "The AI asked for a person" in await said(stage, path, "got a promo code?", "a real person please")
    saved = await stage.client.get(f"{path}/scenario.yaml", params={"name": "Asks twice"})
    assert 'filename="asks_twice.yaml"' in saved.headers["content-disposition"]
    file = tmp_path / "suite.yaml"
    file.write_text(saved.text, encoding="utf-8")
    (scenario,) = load_suite(file).scenarios
    assert scenario.name == "Asks twice" and [line.quantity for line in scenario.cart] == [1, 1]
    assert (
        scenario.expect.escalation == "asked_for_person"
        and [call.name for call in scenario.expect.tools.calls].count("offer_discount") == 1
    )
    occasion = Occasion("playground", scenario, note_of_pack("recovery"), "rehearsal")
    assert score_one(await play(occasion, "recovery", Settings(_env_file=None))).verdict is Verdict.GOOD
