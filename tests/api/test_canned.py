"""Canned replies: kept in Settings, read in a conversation, and labelled for what they are when they leave."""

from collections.abc import AsyncIterator

import pytest

from api.sample_world import DANA, MERCHANT, OMAR, seed_replies
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.sending import UNDO
from tests.api.pages import NOON, begin, page, press
from tests.api.paper import part, words

DANAS, OMARS = {"X-Twolane-User": DANA.id}, {"X-Twolane-User": OMAR.id}
LOOKING = "Thanks Noah, I am looking into it and will text you shortly."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        await opened.twolane.house.ledger.write(lambda books: seed_replies(books, NOON))
        yield opened


async def test_replies_read_as_the_conversation_has_it(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    told = (await stage.client.get(f"/api/conversations/{conversation}/canned-replies", headers=OMARS)).json()
    filled = {one["name"]: one["words"] for one in told}
    assert list(filled) == ["Cart link", "E-mail us", "Looking"]
    assert filled["Looking"] == LOOKING
    assert filled["E-mail us"].endswith(
        "write to help@tidewater.example; my colleagues there can see your account. Omar"
    )
    assert filled["Cart link"].startswith("Here is your cart with Backpack, $205.35: https://tidewater.example/")


async def test_where_there_is_no_cart_a_reply_about_one_is_not_offered(stage: Stage) -> None:
    await stage.text("+13035550777", "hello")
    conversation = await stage.conversation_of("+13035550777")
    assert conversation is not None
    told = (await stage.client.get(f"/api/conversations/{conversation.id}/canned-replies", headers=DANAS)).json()
    assert {one["name"]: one["words"] is None for one in told} == {
        "Cart link": True,
        "E-mail us": False,
        "Looking": False,
    }
    shown = (await page(stage, f"/conversations/{conversation.id}")).text
    assert "Cart link not here: " in words(shown)


@pytest.mark.parametrize(
    ("changed", "origin", "label"),
    [
        (LOOKING, "canned", "A2P"),
        (LOOKING.replace("shortly", "soon"), "canned_edited", "A2P"),
        ("Thanks Noah, I took mine on a hike last week and liked how it sits on the back.", "canned_edited", "P2P"),
    ],
)
async def test_what_a_person_makes_of_it_is_labelled_so(stage: Stage, changed: str, origin: str, label: str) -> None:
    conversation = await begin(stage, "hi")
    path = f"/conversations/{conversation}"
    preview = await press(stage, f"{path}/preview", body=changed, canned="can_sample_0")
    assert f"leaves now {label}" in part(preview.text, "outlook")
    await press(stage, f"{path}/messages", body=changed, canned="can_sample_0", take_over="true")
    await stage.advance(UNDO)
    sent = (await stage.read(conversation)).messages[-1]
    assert (sent.author, sent.origin, sent.traffic_type) == ("human", origin, label)


async def test_over_rest_the_source_is_named_by_id(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    asked = {"body": LOOKING, "canned": ["can_sample_0"], "take_over": True}
    sent = await stage.client.post(f"/api/conversations/{conversation}/messages", json=asked, headers=DANAS)
    assert (sent.status_code, sent.json()["message"]["origin"]) == (201, "canned")
    asked = {"body": "Hi", "canned": ["can_none"]}
    unknown = await stage.client.post(f"/api/conversations/{conversation}/messages", json=asked, headers=DANAS)
    assert unknown.status_code == 404


async def test_without_javascript_a_button_puts_it_into_the_box_after_what_was_typed(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    path = f"/conversations/{conversation}/canned"
    filled = await press(stage, path, fragment=False, body="Hello.", insert="can_sample_0")
    assert f">Hello.\n{LOOKING}</textarea>" in filled.text
    assert '<input type="hidden" name="canned" value="can_sample_0">' in filled.text


async def test_an_admin_keeps_changes_and_removes_replies_in_settings(stage: Stage) -> None:
    here = {"merchant": MERCHANT.id}
    kept = await press(stage, "/settings/replies", fragment=False, **here, name="Hours", body="Until {{ five }}.")
    assert (kept.status_code, "&#39;five&#39; is not a variable" in kept.text) == (422, True)
    assert 'value="Hours"' in kept.text and "Until {{ five }}.</textarea>" in kept.text
    kept = await press(stage, "/settings/replies", fragment=False, **here, name="Hours", body="Until five.")
    assert "“Hours” is kept." in kept.text
    twice = await press(stage, "/settings/replies", fragment=False, **here, name="hours", body="Until six.")
    assert twice.status_code == 422
    (hours,) = [
        one for one in (await stage.client.get("/api/canned-replies", headers=DANAS)).json() if one["name"] == "Hours"
    ]
    changed = await press(
        stage, "/settings/replies", fragment=False, **here, name="Hours", body="Until six.", reply=hours["id"]
    )
    assert "Until six." in changed.text and "Until five." not in changed.text
    gone = await press(stage, f"/settings/replies/{hours['id']}/remove", fragment=False, **here)
    assert "“Hours” is removed." in gone.text and "Until six." not in gone.text
    acts = await stage.twolane.house.ledger.read(lambda books: books.acts(MERCHANT.id, 10))
    told = [act.details["canned_reply"] for act in acts if act.details.get("name") == "Hours"]
    assert sorted(told) == ["removed", "saved", "saved"]


async def test_an_agent_reads_replies_and_changes_none(stage: Stage) -> None:
    assert len((await stage.client.get("/api/canned-replies", headers=OMARS)).json()) == 3
    path = f"/api/canned-replies/{MERCHANT.id}"
    body = {"name": "Mine", "body": "Hello."}
    assert (await stage.client.put(path, json=body, headers=OMARS)).status_code == 403
    assert (await stage.client.delete(f"{path}/can_sample_0", headers=OMARS)).status_code == 403
    saved = await stage.client.put(path, json=body, headers=DANAS)
    assert saved.status_code == 200
    assert (await stage.client.delete(f"{path}/{saved.json()['id']}", headers=DANAS)).status_code == 204
    assert (await stage.client.delete(f"{path}/{saved.json()['id']}", headers=DANAS)).status_code == 404
