"""Undo in the page and over REST: a few seconds, in which the person, the shopper or STOP gives the words back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from api.sample_world import DANA, OMAR, SENDER
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from channels.simulator_phones import Direction
from conversation.sender import Registration
from conversation.sending import UNDO
from tests.api.pages import NOAH, NOON, begin, page, press, thread
from tests.api.paper import part, status_of

WORDS = "It weighs about a kilo, I put mine on a scale."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


def received(stage: Stage, words: str = WORDS) -> int:
    texts = network_of(stage.twolane).phone(NOAH.phone)
    return sum(words in text.body for text in texts if text.direction is Direction.TO_PHONE)


async def sent(stage: Stage, words: str = WORDS) -> tuple[str, str]:
    """Dana answers from the page; return the conversation and where her text is undone."""
    conversation = await begin(stage, "hi")
    answer = await press(stage, f"/conversations/{conversation}/messages", body=words, take_over="true")
    await stage.settle()
    message = (await stage.read(conversation)).messages[-1]
    assert part(answer.text, "waiting").startswith("Your text leaves")
    return conversation, f"/conversations/{conversation}/messages/{message.id}/undo"


async def test_a_text_from_the_page_waits_and_then_leaves(stage: Stage) -> None:
    conversation, undo = await sent(stage)
    assert received(stage) == 0
    await stage.advance(UNDO)
    assert received(stage) == 1
    assert 'class="waiting"' not in await thread(stage, conversation)
    late = await press(stage, undo)
    assert status_of(late) == (409, "too late to undo: the text is sent")
    assert received(stage) == 1


async def test_undone_it_never_leaves_and_the_words_are_in_the_box(stage: Stage) -> None:
    conversation, undo = await sent(stage)
    undone = await press(stage, undo)
    assert undone.status_code == 200
    assert f'data-words="{WORDS}"' in undone.text
    assert part(undone.text, "returned").startswith("You took it back.")
    await stage.advance(UNDO)
    assert received(stage) == 0
    whole = (await page(stage, f"/conversations/{conversation}")).text
    assert f">{WORDS}</textarea>" in whole
    assert WORDS not in part((await page(stage, f"/conversations/{conversation}", OMAR)).text, "composer")
    again = await press(stage, f"/conversations/{conversation}/messages", body=WORDS)
    assert 'class="returned"' not in again.text
    await stage.advance(UNDO)
    assert received(stage) == 1


async def test_without_javascript_undo_leads_back_to_the_page(stage: Stage) -> None:
    conversation, undo = await sent(stage)
    answer = await press(stage, undo, fragment=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/conversations/{conversation}")


@pytest.mark.parametrize(
    ("text", "why", "locked"),
    [
        ("wait, which colour?", "Not sent: the shopper wrote first.", False),
        ("STOP", "Not sent: the shopper opted out.", True),
    ],
)
async def test_what_the_shopper_writes_meanwhile_gives_the_words_back_with_the_reason(
    stage: Stage, text: str, why: str, locked: bool
) -> None:
    conversation, _ = await sent(stage)
    await stage.text(NOAH.phone, text)
    await stage.advance(UNDO)
    assert received(stage) == 0
    shown = await thread(stage, conversation)
    returned = part(shown, "returned")
    assert returned.startswith(why)
    assert (WORDS in returned) is locked
    assert ("data-locked" in shown) is locked


async def test_what_the_gate_refuses_after_the_wait_comes_back_with_the_reason(stage: Stage) -> None:
    conversation, _ = await sent(stage, "Take your time.")
    suspended = replace(SENDER, registration=Registration.SUSPENDED)
    await stage.twolane.house.ledger.write(lambda books: books.save_sender(suspended))
    await stage.advance(UNDO)
    assert received(stage, "Take your time.") == 0
    assert "Not sent: " in part(await thread(stage, conversation), "returned")


async def test_words_are_not_offered_again_for_ever(stage: Stage) -> None:
    conversation, undo = await sent(stage)
    await press(stage, undo)
    await stage.advance(timedelta(minutes=10))
    assert 'class="returned"' not in await thread(stage, conversation)


async def test_over_rest_a_text_waits_where_asked_and_its_author_alone_undoes_it(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    path = f"/api/conversations/{conversation}/messages"
    dana, omar = {"X-Twolane-User": DANA.id}, {"X-Twolane-User": OMAR.id}
    asked = {"body": WORDS, "take_over": True, "undoable": True}
    message = (await stage.client.post(path, json=asked, headers=dana)).json()["message"]["id"]
    assert (await stage.client.post(f"{path}/{message}/undo", headers=omar)).status_code == 403
    undone = await stage.client.post(f"{path}/{message}/undo", headers=dana)
    assert (undone.status_code, undone.json()) == (200, {"message": message, "body": WORDS})
    again = await stage.client.post(f"{path}/{message}/undo", headers=dana)
    assert (again.status_code, again.json()["detail"]) == (409, "too late to undo: the text is cancelled")
    assert (await stage.client.post(f"{path}/msg_none/undo", headers=dana)).status_code == 404


async def test_after_an_opt_out_nobody_types_here(stage: Stage) -> None:
    conversation = await begin(stage, "stop texting me")
    shown = (await page(stage, f"/conversations/{conversation}")).text
    assert part(shown, "locked") == "Opted out: reach them by e-mail or phone."
    assert "disabled" in shown.partition('id="words"')[2].partition(">")[0]
