"""Notes are for people: in the page and over REST, never sent, never in a prompt, and they can be destroyed."""

from collections.abc import AsyncIterator

import pytest

from api.house import House
from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from api.view import find_work
from conversation.event import EventKind
from conversation.shelf import Shelves
from tests.api.pages import NOAH, NOON, begin, page, press, thread
from tests.api.paper import part

WORDS = "Buying it for a wedding on Friday."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


def house(stage: Stage) -> House:
    return stage.twolane.house


async def test_a_note_is_in_the_thread_for_people_and_nowhere_else(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    kept = await press(stage, f"/conversations/{conversation}/notes", note=WORDS)
    assert part(kept.text, "note").startswith(f"{WORDS} Note Dana for people only, never sent")
    assert WORDS in await thread(stage, conversation, OMAR)
    assert not any(WORDS in text.body for text in network_of(stage.twolane).phone(NOAH.phone))
    await stage.text(NOAH.phone, "and the colour?")
    work = await house(stage).ledger.read(lambda books: find_work(books, MERCHANT.id, conversation, NOON, Shelves()))
    assert work is not None
    assert WORDS not in repr(work.view)


async def test_a_note_survives_hand_back_and_is_not_what_the_ai_is_told(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    await stage.take_over(DANA, conversation)
    await press(stage, f"/conversations/{conversation}/notes", note=WORDS)
    await stage.hand_back(DANA, conversation)
    (returned,) = [one for one in await stage.events(conversation) if one.kind is EventKind.HANDED_BACK]
    assert WORDS not in repr(returned)


async def test_card_numbers_are_taken_out(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    await press(stage, f"/conversations/{conversation}/notes", note="her card 4111 1111 1111 1111")
    assert "4111" not in repr(await stage.events(conversation))


@pytest.mark.parametrize("note", ["  ", "x" * 2001])
async def test_an_empty_or_endless_note_is_refused_with_the_remedy(stage: Stage, note: str) -> None:
    conversation = await begin(stage, "hi")
    answer = await press(stage, f"/conversations/{conversation}/notes", note=note)
    assert answer.status_code == 422
    assert part(answer.text, "notice").startswith("note: ")


async def test_its_author_or_a_lead_erases_it_and_that_there_was_one_stays(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    path = f"/api/conversations/{conversation}/notes"
    dana, omar = {"X-Twolane-User": DANA.id}, {"X-Twolane-User": OMAR.id}
    by_dana = (await stage.client.post(path, json={"text": WORDS}, headers=dana)).json()
    by_omar = (await stage.client.post(path, json={"text": WORDS}, headers=omar)).json()
    assert (by_dana["name"], by_dana["text"]) == ("Dana", WORDS)
    assert (await stage.client.delete(f"{path}/{by_dana['id']}", headers=omar)).status_code == 403
    for note, headers in ((by_dana, dana), (by_omar, dana), (by_omar, omar)):
        assert (await stage.client.delete(f"{path}/{note['id']}", headers=headers)).status_code == 204
    assert [note["text"] for note in (await stage.client.get(path, headers=omar)).json()] == [None, None]
    assert WORDS not in repr(await stage.events(conversation))
    assert part(await thread(stage, conversation), "note") == "Note Dana erased"
    assert (await stage.client.delete(f"{path}/evt_none", headers=dana)).status_code == 404


async def test_notes_are_kept_where_nobody_may_text_any_more(stage: Stage) -> None:
    conversation = await begin(stage, "stop texting me")
    kept = await press(stage, f"/conversations/{conversation}/notes", note=WORDS)
    assert kept.status_code == 200
    assert 'id="tool-note"' in (await page(stage, f"/conversations/{conversation}")).text
