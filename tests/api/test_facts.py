"""A person's good reply becomes a fact by one press, backs the same claim from then on, and is changed and ended."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from api.sample_world import DANA
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.sending import UNDO
from tests.api.desk import Browser, open_desk
from tests.api.pages import NOAH, NOON, begin, page, press, thread
from tests.api.paper import words

CHECKED = {"checked": True}
SAID = "Noah, the backpack comes with a free rain cover."
HEAD = {"X-Twolane-User": DANA.id}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def said(stage: Stage, body: str = SAID) -> tuple[str, str]:
    """Dana texts what she checked."""
    conversation = await begin(stage, "what comes with it?")
    path = f"/api/conversations/{conversation}/messages"
    answer = await stage.client.post(path, json={"body": body, "take_over": True, "override": CHECKED}, headers=HEAD)
    assert answer.status_code == 201, answer.text
    await stage.advance(UNDO)
    return conversation, answer.json()["message"]["id"]


async def facts(stage: Stage) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await stage.client.get("/api/facts", headers=HEAD)).json()
    return found


async def test_one_press_keeps_a_reply_without_the_shoppers_name(stage: Stage) -> None:
    conversation, message = await said(stage)
    assert "Save as fact" in await thread(stage, conversation)
    kept = await press(stage, f"/conversations/{conversation}/messages/{message}/fact")
    assert kept.status_code == 200
    assert "Kept as a fact" in words(kept.text)
    assert "Save as fact" not in kept.text
    [fact] = await facts(stage)
    assert (fact["statement"], fact["basis"], fact["live"]) == (
        "The backpack comes with a free rain cover.",
        "texted by Dana",
        True,
    )


async def test_a_text_is_kept_once(stage: Stage) -> None:
    conversation, message = await said(stage)
    path = f"/api/conversations/{conversation}/messages/{message}/fact"
    assert (await stage.client.post(path, headers=HEAD)).status_code == 201
    assert (await stage.client.post(path, headers=HEAD)).status_code == 409
    assert len(await facts(stage)) == 1


async def test_what_was_kept_backs_the_same_claim_and_is_named_as_its_source(stage: Stage) -> None:
    conversation, message = await said(stage)
    path = f"/api/conversations/{conversation}/messages"
    again = {"body": "It comes with a free rain cover."}
    assert (await stage.client.post(path, json=again, headers=HEAD)).status_code == 422
    await stage.client.post(f"{path}/{message}/fact", headers=HEAD)
    sent = await stage.client.post(path, json=again, headers=HEAD)
    assert sent.status_code == 201
    [source] = [one for one in sent.json()["message"]["rests_on"] if one["kind"] == "fact"]
    assert source["backs"]


async def test_only_a_persons_words_are_kept(stage: Stage) -> None:
    conversation, _ = await said(stage)
    first = (await stage.read(conversation)).messages[0]
    path = f"/api/conversations/{conversation}/messages/{first.id}/fact"
    answer = await stage.client.post(path, headers=HEAD)
    assert answer.status_code == 422
    assert "no person wrote it" in answer.json()["detail"]


async def test_settings_list_change_and_end_facts() -> None:
    async with open_desk() as stage, Browser.at(stage) as browser:
        conversation, message = await said(stage)
        await stage.client.post(f"/api/conversations/{conversation}/messages/{message}/fact", headers=HEAD)
        await browser.log_in()
        shown = await browser.get("/settings/facts")
        assert "free rain cover" in words(shown.text)
        [fact] = await facts(stage)
        here = {"merchant": str(fact["merchant_id"])}
        changed = await browser.post(
            f"/settings/facts/{fact['id']}",
            data={**here, "statement": "It comes with a rain cover.", "until": "2026-12-24"},
        )
        assert "From now on it says" in words(changed.text)
        [new] = [one for one in await facts(stage) if one["live"]]
        assert new["statement"] == "It comes with a rain cover."
        assert new["id"] != fact["id"]
        assert new["said_by"] == DANA.id
        late = await browser.post(
            f"/settings/facts/{new['id']}", data={**here, "statement": "x", "until": "2036-12-24"}
        )
        assert late.status_code == 422
        ended = await browser.post(f"/settings/facts/{new['id']}/end", data=here)
        assert "It backs nothing any more" in words(ended.text)
        assert [one["live"] for one in await facts(stage)] == [False, False]
        again = await browser.post(f"/settings/facts/{new['id']}/end", data=here)
        assert again.status_code == 409


async def test_an_expired_fact_is_over(stage: Stage) -> None:
    conversation, message = await said(stage, "There are plenty in stock.")
    await stage.client.post(f"/api/conversations/{conversation}/messages/{message}/fact", headers=HEAD)
    await stage.advance(timedelta(hours=25))
    [fact] = await facts(stage)
    assert fact["live"] is False
    assert "expired" in words((await page(stage, "/settings/facts")).text)
    assert NOAH.phone not in str(fact)
