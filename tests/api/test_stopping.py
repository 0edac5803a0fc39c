"""A person stops a number from its conversation: at once, for everybody, with the reason kept."""

from collections.abc import AsyncIterator

import pytest

from api.sample_world import DANA, OMAR
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from conversation.sending import UNDO
from tests.api.pages import NOAH, NOON, begin, page, press
from tests.api.paper import part

DANAS, OMARS = {"X-Twolane-User": DANA.id}, {"X-Twolane-User": OMAR.id}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


def texts(stage: Stage) -> int:
    return len(network_of(stage.twolane).phone(NOAH.phone))


@pytest.mark.parametrize(
    ("kind", "locked", "stopped"),
    [
        ("opt_out", "Opted out: reach them by e-mail or phone.", "Opted out, as the merchant recorded"),
        ("block", "Blocked: reach them by e-mail or phone.", "Blocked by the merchant"),
    ],
)
async def test_what_waits_is_cancelled_and_the_box_is_locked(
    stage: Stage, kind: str, locked: str, stopped: str
) -> None:
    conversation = await begin(stage, "hi")
    path = f"/conversations/{conversation}"
    await press(stage, f"{path}/messages", body="Hello Noah.", take_over="true")
    before = texts(stage)
    answer = await press(stage, f"{path}/stop", OMAR, kind=kind, reason="said so on the phone")
    assert part(answer.text, "locked") == locked
    assert part(answer.text, "stopped").startswith(stopped)
    await stage.advance(UNDO)
    assert texts(stage) == before
    refused = await press(stage, f"{path}/messages", body="Wait!")
    assert refused.status_code == 422


async def test_a_blocked_number_stays_blocked_through_start_until_a_lead_unblocks(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    path = f"/api/conversations/{conversation}"
    await stage.client.post(f"{path}/stop", json={"kind": "block", "reason": "threats"}, headers=OMARS)
    before = texts(stage)
    await stage.text(NOAH.phone, "START")
    await stage.settle()
    assert texts(stage) == before + 1, "only the shopper's own text"
    assert (await stage.read(conversation)).contact.opted_out
    assert (await stage.client.post(f"{path}/unblock", json={"reason": "no"}, headers=OMARS)).status_code == 403
    assert 'action="/conversations' in (await page(stage, f"/conversations/{conversation}")).text
    unblocked = await stage.client.post(f"{path}/unblock", json={"reason": "a mix-up"}, headers=DANAS)
    assert (unblocked.status_code, unblocked.json()["contact"]["opted_out"]) == (200, False)


@pytest.mark.parametrize("kind", ["opt_out", "block"])
async def test_without_a_reason_nothing_is_stopped(stage: Stage, kind: str) -> None:
    conversation = await begin(stage, "hi")
    refused = await press(stage, f"/conversations/{conversation}/stop", kind=kind, reason=" ")
    assert refused.status_code == 422
    assert not (await stage.read(conversation)).contact.opted_out


async def test_the_page_offers_what_is_left_to_do(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    path = f"/conversations/{conversation}"
    assert "Stop all texts" in (await page(stage, path)).text
    await press(stage, f"{path}/stop", kind="block", reason="threats")
    assert "Unblock</button>" in (await page(stage, path)).text
    assert "Unblock</button>" not in (await page(stage, path, OMAR)).text


async def test_who_else_is_there_is_told_in_the_page_and_over_rest(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    alone = await page(stage, f"/conversations/{conversation}/viewing")
    assert alone.text.strip() == ""
    path = f"/api/conversations/{conversation}/viewing"
    told = await stage.client.put(path, json={"typing": True}, headers=OMARS)
    assert told.json() == [{"user_id": DANA.id, "name": "Dana", "typing": False}]
    seen = await page(stage, f"/conversations/{conversation}/viewing?typing=true")
    assert part(seen.text, "viewer") == "Omar is typing"
    assert (await stage.client.put("/api/conversations/cvn_none/viewing", json={}, headers=OMARS)).status_code == 404
