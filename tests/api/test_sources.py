"""The sources of the AI's texts: found in the turn, kept with the text, shown to people, and gone with the words."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.autonomy import Autonomy, AutonomyPolicy
from conversation.ledger import Books
from conversation.sending import UNDO
from tests.api.pages import NOAH, NOON, begin, press, thread
from tests.api.paper import words

ASKS = "how long does standard delivery take?"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def newest(stage: Stage, conversation: str) -> dict[str, object]:
    read = (await stage.client.get(f"/api/conversations/{conversation}")).json()
    found: dict[str, object] = read["messages"][-1]
    return found


def kinds(message: dict[str, object]) -> list[str]:
    sources = message["rests_on"]
    assert isinstance(sources, list)
    return [source["kind"] for source in sources]


async def test_an_offer_rests_on_the_offer_the_cart_and_the_tools_that_were_asked(stage: Stage) -> None:
    conversation = await begin(stage, "it is too expensive")
    said = await newest(stage, conversation)
    sources = said["rests_on"]
    assert isinstance(sources, list)
    backing = {source["kind"]: source["backs"] for source in sources if source["backs"]}
    assert "10%" in backing["offer"]
    assert {"kind": "tool", "ref": "offer_discount", "says": "granted", "backs": []} in sources


async def test_an_answer_rests_on_the_stores_own_words(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    said = await newest(stage, conversation)
    assert "document" in kinds(said)
    sources = said["rests_on"]
    assert isinstance(sources, list)
    assert any(source["kind"] == "document" and source["backs"] for source in sources)
    shown = words(await thread(stage, conversation))
    assert "Rests on" in shown
    assert "policy#" in shown


async def test_a_draft_shows_what_it_rests_on_and_a_person_who_sends_it_keeps_that(stage: Stage) -> None:
    conversation = await begin(stage)

    def suggest(books: Books) -> None:
        merchant = books.merchant(books.merchant_of_conversation(conversation) or "")
        assert merchant is not None
        policy = AutonomyPolicy(Autonomy.SUGGEST)
        books.save_merchant(replace(merchant, settings=replace(merchant.settings, autonomy=policy)))

    await stage.twolane.house.ledger.write(suggest)
    await stage.text(NOAH.phone, ASKS)
    await stage.settle()
    shown = await thread(stage, conversation)
    assert "policy#" in words(shown)
    waiting = (await stage.read(conversation)).suggestion
    assert waiting is not None
    sent = await press(stage, f"/conversations/{conversation}/suggestions/{waiting.id}/send")
    assert sent.status_code == 200
    await stage.advance(UNDO)
    said = await newest(stage, conversation)
    assert (said["author"], said["origin"]) == ("human", "ai_draft")
    assert {"tool", "document"} <= set(kinds(said))
