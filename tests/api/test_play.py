"""`play` through the whole road: who wrote what, in what order, under which label."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.play import Player, Script, play, read_script
from api.sample_world import MERCHANT
from api.settings import Settings
from api.stage import network_of, open_stage
from conversation.errors import Invalid
from conversation.offer import Offer
from tools.sample_catalog import sample_catalog

HANDOFF = Path(__file__).parents[2] / "examples" / "handoff.yaml"
ENDS = {"conversation.opened", "control.escalated", "control.taken_over", "control.handed_back", "contact.suppressed"}


async def lines_of(script: Script) -> list[dict[str, Any]]:
    return [json.loads(line) async for line in play(script, Settings(_env_file=None))]


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script(HANDOFF)


def index(lines: list[dict[str, Any]], **wanted: Any) -> int:
    """Return the place of the first line with these fields, or with these details."""
    for place, line in enumerate(lines):
        if all(line.get(name, line.get("details", {}).get(name)) == value for name, value in wanted.items()):
            return place
    raise AssertionError(f"nothing here has {wanted}")


async def test_the_handoff_goes_as_it_should(script: Script) -> None:
    lines = await lines_of(script)
    sent = [line for line in lines if line.get("direction") == "out"]

    assert [(line["author"], line["traffic_type"], line["purpose"]) for line in sent] == [
        ("ai", "A2P", "reminder"),
        ("ai", "A2P", "reply"),
        ("ai", "A2P", "reply"),
        ("template", "A2P", "holding"),
        ("human", "P2P", "reply"),
        ("human", "P2P", "reply"),
        ("ai", "A2P", "reply"),
        ("template", "A2P", "opt_out_confirmation"),
    ]
    assert {line["status"] for line in sent} == {"delivered"}
    assert {line["carrier_class"] for line in sent} == {"A2P"}
    assert [line["message"] for line in lines if "message" in line] == list(range(1, 15))


async def test_the_first_text_says_who_writes_that_it_is_automated_and_how_to_stop(script: Script) -> None:
    lines = await lines_of(script)
    first = lines[index(lines, direction="out")]
    assert "Tidewater" in first["body"] and "automated" in first["body"]
    assert re.search(r"\bSTOP\b", first["body"])
    assert first["at"] == "2026-11-24T17:30:00Z"
    assert "evidence" not in first


async def test_the_ai_looks_the_cart_up_before_it_speaks_of_it(script: Script) -> None:
    lines = await lines_of(script)
    asked = index(lines, body="what is in my cart again?")
    called = next(place for place, line in enumerate(lines) if place > asked and line.get("details", {}).get("name"))
    assert lines[called]["details"]["name"] == "lookup_cart"
    answered = next(place for place, line in enumerate(lines) if place > asked and line.get("author") == "ai")
    assert called < answered
    assert "Backpack" in lines[answered]["body"] and "$205.35" in lines[answered]["body"]


async def test_code_and_percentage_in_the_text_are_those_of_the_offer(script: Script) -> None:
    shopper = sample_catalog().shopper(script.shopper)
    until = next(place for place, step in enumerate(script.steps) if step.take_over)
    async with open_stage(script.begins, settings=Settings(_env_file=None)) as stage:
        await stage.consent(shopper)
        player = Player(stage, shopper)
        for step in script.steps[:until]:
            await player.perform(step)
        conversation = await stage.conversation_of(shopper.phone)
        assert conversation is not None
        offers: tuple[Offer, ...] = await stage.twolane.house.ledger.read(
            lambda books: books.offers_of_conversation(MERCHANT.id, conversation.id)
        )
        [offer] = offers
        [text] = [message for message in conversation.messages if offer.code in message.body]
        assert re.findall(r"(\d+)%", text.body) == [str(offer.percent)]
        assert text.author == "ai"
        assert offer.expires_at > datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


async def test_asking_for_a_person_brings_one_holding_text_and_then_the_person(script: Script) -> None:
    lines = await lines_of(script)
    asked = index(lines, body="can I talk to a real person please")
    escalated = index(lines, event="control.escalated")
    holding = index(lines, purpose="holding")
    taken = index(lines, event="control.taken_over")
    relabelled = index(lines, event="exchange.relabelled")
    human = index(lines, author="human", direction="out")

    assert asked < escalated < holding < taken < human < relabelled
    assert lines[escalated]["details"]["reason"] == "asked_for_person"
    assert len([line for line in lines if line.get("purpose") == "holding"]) == 1
    assert lines[taken]["actor"] == "usr_dana"
    by_ai = [
        line for line in lines[escalated : index(lines, event="control.handed_back")] if line.get("author") == "ai"
    ]
    assert by_ai == []


async def test_the_persons_text_carries_the_evidence_of_its_label(script: Script) -> None:
    lines = await lines_of(script)
    human = lines[index(lines, author="human", direction="out")]
    event = lines[index(lines, event="exchange.relabelled")]
    assert "Dana" in human["body"]
    assert event["details"] == event["details"] | {"message": human["id"], "before": "A2P", "after": "P2P"}
    evidence = human["evidence"]
    assert (evidence["user_id"], evidence["user_name"]) == ("usr_dana", "Dana")
    assert (evidence["recipients"], evidence["verbatim_share"]) == (1, 0.0)
    assert evidence["takeover"].endswith(f"#epoch{human['epoch']}")


async def test_after_the_handback_the_ai_says_that_it_is_automated_again(script: Script) -> None:
    lines = await lines_of(script)
    back = index(lines, event="control.handed_back")
    first = next(line for line in lines[back:] if line.get("direction") == "out")
    assert (first["author"], first["traffic_type"]) == ("ai", "A2P")
    assert "automated" in first["body"]


async def test_after_stop_one_confirmation_and_then_silence_even_from_a_person(script: Script) -> None:
    lines = await lines_of(script)
    stop = index(lines, body="STOP", direction="in")
    after = [line for line in lines[stop + 1 :] if "message" in line]
    assert [line["purpose"] for line in after] == ["opt_out_confirmation"]
    assert lines[stop]["message"] + 1 == after[0]["message"]
    suppressed = index(lines, event="contact.suppressed")
    refused = index(lines, event="draft.refused")
    assert stop < suppressed < refused
    assert lines[refused]["details"]["rule"] == "opt_out.nothing_after"
    assert lines[refused]["actor"] == "usr_dana"


async def test_the_phone_has_what_the_log_says_was_sent_and_nothing_else(script: Script) -> None:
    shopper = sample_catalog().shopper(script.shopper)
    async with open_stage(script.begins, settings=Settings(_env_file=None)) as stage:
        await stage.consent(shopper)
        player = Player(stage, shopper)
        for step in script.steps:
            await player.perform(step)
        conversation = await stage.conversation_of(shopper.phone)
        assert conversation is not None
        carried = [text.body for text in network_of(stage.twolane).phone(shopper.phone)]
        assert carried == [message.body for message in conversation.messages]
        assert network_of(stage.twolane).dropped() == ()


@pytest.mark.parametrize(
    ("text", "field"),
    [("steps: [", "script"), ("shopper: x", "start"), ("shopper: x\nstart: 2026-11-24\nsteps: []", "timezone")],
)
def test_a_script_that_cannot_be_played_names_what_is_wrong(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "play.yaml"
    path.write_text(text)
    with pytest.raises(Invalid) as caught:
        read_script(path)
    assert caught.value.field == field
