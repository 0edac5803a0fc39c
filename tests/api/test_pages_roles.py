"""What the pages show to whom: no button promises what the role does not permit."""

from collections.abc import AsyncIterator

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.role import Role
from conversation.user import User
from tests.api.pages import NOON, begin, page, press
from tests.api.paper import part

EVE = User("usr_eve", "Eve", {MERCHANT.id: Role.AUDITOR})


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        await opened.twolane.house.ledger.write(lambda books: books.save_user(EVE))
        yield opened


async def test_an_auditor_reads_all_and_changes_nothing(stage: Stage) -> None:
    ref = await begin(stage, "what is in my cart?")
    shown = await page(stage, f"/conversations/{ref}", EVE)
    assert shown.status_code == 200
    assert "Take over" not in part(shown.text, "banner")
    assert "You may read here, not text." in shown.text
    assert " disabled></textarea>" in shown.text
    for path in ("takeover", "handback", "messages", "preview"):
        answer = await press(stage, f"/conversations/{ref}/{path}", EVE, body="hi")
        assert (answer.status_code, "an auditor may not" in answer.text) == (403, True)
    assert (await stage.read(ref)).control == "ai"


async def test_a_legal_threat_waits_for_a_lead(stage: Stage) -> None:
    ref = await begin(stage, "my lawyer will sue you")
    assert (await stage.read(ref)).escalation == "legal_threat"
    shown = await page(stage, f"/conversations/{ref}", OMAR)
    assert "Take over" not in part(shown.text, "banner")
    assert "A lead takes this one" in shown.text
    assert (await press(stage, f"/conversations/{ref}/takeover", OMAR)).status_code == 403
    assert (await press(stage, f"/conversations/{ref}/takeover", DANA)).status_code == 200


async def test_only_a_lead_sends_past_a_rule(stage: Stage) -> None:
    ref = await begin(stage, "is it waterproof?")
    body = {"body": "It ships for $3.95 tomorrow.", "take_over": True, "override": {"checked": True}}
    path = f"/api/conversations/{ref}/messages"
    by_omar = await stage.client.post(path, json=body, headers={"X-Twolane-User": OMAR.id})
    assert (by_omar.status_code, by_omar.json()["error"]) == (403, "NotAllowed")
    assert (await stage.read(ref)).control == "escalated"
    assert (await stage.client.post(path, json=body, headers={"X-Twolane-User": DANA.id})).status_code == 201
