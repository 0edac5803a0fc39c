"""A person who has control asks the AI for words: they wait, are labelled for what they are, and go stale visibly."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from api.sample_world import DANA, OMAR
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from conversation.event import EventKind
from conversation.sending import UNDO
from tests.api.pages import NOAH, NOON, begin, page, press, thread
from tests.api.paper import fields, part

DANAS, OMARS = {"X-Twolane-User": DANA.id}, {"X-Twolane-User": OMAR.id}
MINE = "Hi Noah! I tried it on this morning: plenty of room inside, easy on my back. What would you carry?"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def held(stage: Stage, question: str = "is shipping free?") -> str:
    """Dana took over, and then the shopper asked something."""
    conversation = await begin(stage, "hi")
    await stage.take_over(DANA, conversation)
    await stage.text(NOAH.phone, question)
    await stage.settle()
    return conversation


async def ask(stage: Stage, conversation: str, headers: dict[str, str] = DANAS) -> httpx.Response:
    return await stage.client.post(f"/api/conversations/{conversation}/drafts", headers=headers)


async def send(stage: Stage, conversation: str, filled: httpx.Response, body: str | None = None) -> httpx.Response:
    form = fields(filled.text)
    words = filled.text.partition('id="words"')[2].partition(">")[2].partition("</textarea>")[0]
    return await press(
        stage, f"/conversations/{conversation}/messages", **form | {"body": words if body is None else body}
    )


async def test_the_ai_drafts_and_sends_nothing(stage: Stage) -> None:
    conversation = await held(stage)
    before = len(network_of(stage.twolane).phone(NOAH.phone))
    draft = await ask(stage, conversation)
    assert draft.status_code == 201
    assert "shipping" in draft.json()["body"].lower()
    await stage.settle()
    assert len(network_of(stage.twolane).phone(NOAH.phone)) == before
    shown = await stage.read(conversation)
    assert (shown.control, shown.holder.id if shown.holder else "") == ("human", DANA.id)
    assert shown.suggestion is not None
    assert shown.suggestion.id == draft.json()["id"]


@pytest.mark.parametrize(("words", "origin", "label"), [(None, "ai_draft", "A2P"), (MINE, "ai_draft_edited", "P2P")])
async def test_sent_from_the_box_it_is_labelled_for_what_it_is(
    stage: Stage, words: str | None, origin: str, label: str
) -> None:
    conversation = await held(stage)
    filled = await press(stage, f"/conversations/{conversation}/draft")
    assert part(filled.text, "waiting").startswith("AI draft until")
    assert (await send(stage, conversation, filled, words)).status_code == 200
    await stage.advance(UNDO)
    sent = (await stage.read(conversation)).messages[-1]
    assert (sent.author, sent.origin, sent.traffic_type, sent.status) == ("human", origin, label, "delivered")


async def test_what_was_typed_stays_before_the_draft(stage: Stage) -> None:
    conversation = await held(stage)
    filled = await press(stage, f"/conversations/{conversation}/draft", body="Hello Noah!")
    assert ">Hello Noah!\n" in filled.text


@pytest.mark.parametrize(
    ("how", "why"),
    [("text", "the shopper wrote again"), ("hand back", "handed back"), ("time", "expired")],
)
async def test_a_stale_draft_is_said_to_be_stale_and_cannot_be_sent(stage: Stage, how: str, why: str) -> None:
    conversation = await held(stage)
    filled = await press(stage, f"/conversations/{conversation}/draft")
    if how == "text":
        await stage.text(NOAH.phone, "and the colour?")
    elif how == "hand back":
        await stage.hand_back(DANA, conversation)
        await stage.settle()
    else:
        await stage.advance(timedelta(hours=4))
    assert part(await thread(stage, conversation), "stale").startswith(f"The AI's draft is stale: {why}.")
    sent = await send(stage, conversation, filled)
    assert sent.status_code == 409
    assert part(sent.text, "notice").startswith(f"the draft is stale: {why}")


async def test_who_does_not_have_control_gets_no_draft(stage: Stage) -> None:
    conversation = await held(stage)
    assert (await ask(stage, conversation, OMARS)).status_code == 409
    await stage.hand_back(DANA, conversation)
    refused = await ask(stage, conversation)
    assert (refused.status_code, refused.json()["error"]) == (409, "NotInControl")


async def test_there_is_no_draft_where_nothing_is_to_be_answered(stage: Stage) -> None:
    conversation = await held(stage)
    await stage.reply(DANA, conversation, MINE, take_over=False)
    refused = await ask(stage, conversation)
    assert (refused.status_code, "nothing to answer" in refused.json()["detail"]) == (409, True)


async def test_what_was_only_put_off_until_a_person_is_there_can_still_be_answered(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    await stage.take_over(DANA, conversation)
    refused = await ask(stage, conversation)
    assert refused.json()["detail"].startswith("the AI would ask for a person")


async def test_the_ai_that_would_ask_for_a_person_says_so(stage: Stage) -> None:
    conversation = await held(stage, "my item arrived broken")
    refused = await press(stage, f"/conversations/{conversation}/draft", body="My words")
    assert refused.status_code == 409
    assert part(refused.text, "notice").startswith("the AI would ask for a person")
    assert (await stage.read(conversation)).control == "human"


async def test_asking_again_replaces_the_draft(stage: Stage) -> None:
    conversation = await held(stage)
    first, second = (await ask(stage, conversation)).json(), (await ask(stage, conversation)).json()
    assert first["id"] != second["id"]
    path = f"/api/conversations/{conversation}/suggestions"
    assert (await stage.client.post(f"{path}/{first['id']}/send", headers=DANAS)).status_code == 409
    assert (await stage.client.post(f"{path}/{second['id']}/send", headers=DANAS)).status_code == 201
    asked = [event for event in await stage.events(conversation) if event.kind is EventKind.DRAFT_REQUESTED]
    assert [event.actor for event in asked] == [DANA.id, DANA.id]


async def test_only_who_has_control_sees_the_button(stage: Stage) -> None:
    conversation = await held(stage)
    assert 'id="ask-draft"' in (await page(stage, f"/conversations/{conversation}")).text
    assert 'id="ask-draft"' not in (await page(stage, f"/conversations/{conversation}", OMAR)).text
