"""A person answers for what nothing backs: over REST, logged, and kept as a fact that backs the same claim later."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.sample_world import DANA, MERCHANT
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.event import Event, EventKind
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
NOAH = sample_catalog().shopper("noah_brown_6181")
STOCK = "Only 2 of the green ones left."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def begin(stage: Stage) -> str:
    await stage.consent(NOAH)
    await stage.leave_cart(NOAH)
    await stage.text(NOAH.phone, "is it waterproof?")
    await stage.settle()
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    return conversation.id


async def send(
    stage: Stage, conversation: str, body: str, override: Any = None, take_over: bool = False
) -> httpx.Response:
    sent = {"body": body, "take_over": take_over, "override": override}
    return await stage.client.post(
        f"/api/conversations/{conversation}/messages", json=sent, headers={"X-Twolane-User": DANA.id}
    )


async def events(stage: Stage, conversation: str, kind: EventKind) -> list[Event]:
    return [event for event in await stage.events(conversation) if event.kind is kind]


async def facts(stage: Stage) -> list[dict[str, Any]]:
    answer = await stage.client.get("/api/facts", headers={"X-Twolane-User": DANA.id})
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_a_soft_refusal_may_be_answered_for_and_is_logged_with_name_and_words(stage: Stage) -> None:
    conversation = await begin(stage)
    refused = await send(stage, conversation, STOCK, take_over=True)
    assert (refused.status_code, refused.json()["rule"], refused.json()["overridable"]) == (
        422,
        "claims.unbacked",
        True,
    )
    sent = await send(stage, conversation, STOCK, {"source": "warehouse list, this morning"})
    assert sent.status_code == 201, sent.text
    message = sent.json()["message"]
    assert message["sources"] == ["warehouse list, this morning"]
    (logged,) = await events(stage, conversation, EventKind.CLAIM_OVERRIDDEN)
    assert logged.actor == DANA.id
    assert logged.details["name"] == "Dana"
    assert logged.details["basis"] == "warehouse list, this morning"
    assert logged.details["words"].startswith("stock: only 2 of the green ones left")
    assert logged.details["message"] == message["id"]
    assert await facts(stage) == []


async def test_a_claim_kept_as_a_fact_backs_the_same_claim_until_it_is_over(stage: Stage) -> None:
    conversation = await begin(stage)
    sent = await send(stage, conversation, STOCK, {"checked": True, "save_as_fact": True}, take_over=True)
    assert sent.status_code == 201, sent.text
    (fact,) = await facts(stage)
    assert (fact["statement"], fact["basis"], fact["said_by"], fact["live"]) == (STOCK, "checked", DANA.id, True)
    await stage.text(NOAH.phone, "how many are there?")
    again = await send(stage, conversation, f"As I said: {STOCK}")
    assert again.status_code == 201, again.text
    assert len(await events(stage, conversation, EventKind.CLAIM_OVERRIDDEN)) == 1
    assert (await send(stage, conversation, "Only 3 of the green ones left.")).status_code == 422
    stage.clock.advance(timedelta(hours=24))
    await stage.text(NOAH.phone, "and now?")
    assert (await send(stage, conversation, STOCK)).status_code == 422, "stock is a fact for a day"


async def test_a_fact_does_not_name_whom_it_was_told(stage: Stage) -> None:
    conversation = await begin(stage)
    body = "Noah, only 2 of the green ones left, Brown!"
    await send(stage, conversation, body, {"checked": True, "save_as_fact": True}, take_over=True)
    (fact,) = await facts(stage)
    assert fact["statement"] == "only 2 of the green ones left"


async def test_a_fact_may_be_taken_back(stage: Stage) -> None:
    conversation = await begin(stage)
    await send(stage, conversation, "The pack is $80.", {"checked": True, "save_as_fact": True}, take_over=True)
    (fact,) = await facts(stage)
    path = f"/api/facts/{MERCHANT.id}/{fact['id']}/retire"
    taken = await stage.client.post(path, headers={"X-Twolane-User": DANA.id})
    assert (taken.status_code, taken.json()["live"]) == (200, False)
    assert (await stage.client.post(path, headers={"X-Twolane-User": DANA.id})).status_code == 409
    await stage.text(NOAH.phone, "so what is it?")
    assert (await send(stage, conversation, "The pack is $80.")).status_code == 422


@pytest.mark.parametrize(
    "body",
    ["Use code WELCOME50 today.", "Take 60% off.", "https://tidewater-deals.com", "Send me your card number."],
)
async def test_no_answer_lifts_a_hard_refusal(stage: Stage, body: str) -> None:
    conversation = await begin(stage)
    refused = await send(stage, conversation, body, {"source": body, "save_as_fact": True}, take_over=True)
    assert (refused.status_code, refused.json()["overridable"]) == (422, False), refused.text
    assert await events(stage, conversation, EventKind.CLAIM_OVERRIDDEN) == []
    assert await facts(stage) == []


async def test_pressure_is_never_kept_as_a_fact(stage: Stage) -> None:
    conversation = await begin(stage)
    sent = await send(stage, conversation, "Hurry!", {"checked": True, "save_as_fact": True}, take_over=True)
    assert sent.status_code == 201
    assert await facts(stage) == []
    assert len(await events(stage, conversation, EventKind.CLAIM_OVERRIDDEN)) == 1


async def test_an_override_says_why(stage: Stage) -> None:
    conversation = await begin(stage)
    assert (await send(stage, conversation, STOCK, {}, take_over=True)).status_code == 422
    assert (await send(stage, conversation, STOCK, {"source": "x" * 301}, take_over=True)).status_code == 422


async def test_what_needs_no_answer_is_not_logged_as_overridden(stage: Stage) -> None:
    conversation = await begin(stage)
    sent = await send(stage, conversation, "It is waterproof.", {"checked": True, "save_as_fact": True}, take_over=True)
    assert sent.status_code == 201
    assert await events(stage, conversation, EventKind.CLAIM_OVERRIDDEN) == []
    assert await facts(stage) == []


async def test_the_page_lets_a_source_be_picked_and_a_fact_be_kept(stage: Stage) -> None:
    conversation = await begin(stage)
    path = f"/conversations/{conversation}"
    asked = await stage.client.post(f"{path}/preview", data={"body": STOCK})
    assert 'name="save_as_fact"' in asked.text
    form = {"body": STOCK, "confirmed_unbacked": "true", "override_source": "the shelf", "save_as_fact": "true"}
    picked = await stage.client.post(f"{path}/preview", data=form)
    assert '<option value="the shelf" selected>' in picked.text
    await stage.client.post(f"{path}/messages", data=form | {"take_over": "true"})
    (fact,) = await facts(stage)
    assert (fact["statement"], fact["basis"]) == (STOCK, "the shelf")
