"""What is remembered of a shopper across conversations: told to the AI and to people, within limits, and forgotten."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from agent.situation import situation_of
from agent.view import Occasion, TurnView
from api.sample_world import DANA, MERCHANT
from api.stage import Stage, open_stage
from api.view import view_of
from conversation.control import close
from conversation.erasing import Request, erase
from conversation.event import EventKind
from conversation.ledger import Books, Reader
from conversation.memory import Memory, memory_of
from conversation.shelf import Shelves
from prompts.renderer import load_pack
from tests.api.pages import NOAH, NOON, begin, page, press
from tests.api.paper import words

PROMISE = "I will check the strap and text you tomorrow."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Noah bought his cart, was promised something, and the conversation ended; days later he leaves another cart."""
    async with open_stage(NOON) as opened:
        ref = await begin(opened, "is the strap strong?")
        await opened.reply(DANA, ref, PROMISE, take_over=True)
        await opened.settle()
        await opened.buy(await opened.leave_cart(NOAH))
        await opened.settle()
        at = opened.clock.now()
        await opened.twolane.house.ledger.write(lambda books: close(books, MERCHANT.id, ref, DANA.id, at, "settled"))
        await opened.advance(timedelta(days=4))
        yield opened


async def remembered(stage: Stage, days: int = 365) -> Memory:
    def read(books: Books) -> Memory:
        merchant = books.merchant(MERCHANT.id)
        contact = books.contact_by_phone(MERCHANT.id, NOAH.phone)
        assert merchant is not None and contact is not None
        (row,) = books.open_conversations(MERCHANT.id, contact.id)
        settings = replace(merchant.settings, memory_days=days)
        return memory_of(books, replace(merchant, settings=settings), contact, row, stage.clock.now())

    return await stage.twolane.house.ledger.read(read)  # type: ignore[arg-type]


async def come_back(stage: Stage) -> str:
    await stage.text(NOAH.phone, "hi again")
    await stage.settle()
    seen = await stage.conversation_of(NOAH.phone)
    assert seen is not None
    return seen.id


async def test_what_was_bought_and_promised_is_told_to_people_and_forgotten_when_they_press(stage: Stage) -> None:
    ref = await come_back(stage)
    known = await remembered(stage)
    assert [one.title for one in known.bought] == ["Backpack"] and known.promise == PROMISE
    shown = words((await page(stage, f"/conversations/{ref}")).text)
    assert "From before Bought Backpack" in shown and PROMISE in shown
    brief = (await stage.client.get(f"/api/conversations/{ref}/brief")).json()
    assert brief["memory"][0].startswith("bought Backpack")
    await press(stage, f"/conversations/{ref}/memory/forget")
    assert "From before" not in words((await page(stage, f"/conversations/{ref}")).text)
    assert (await remembered(stage)).is_empty
    assert [event.kind for event in await stage.events(ref)][-1] is EventKind.PAST_FORGOTTEN


@pytest.mark.parametrize(("days", "is_known"), [(365, True), (3, False), (0, False)])
async def test_it_is_remembered_for_as_long_as_the_merchant_says(stage: Stage, days: int, is_known: bool) -> None:
    await come_back(stage)
    assert bool((await remembered(stage, days)).bought) is is_known


async def test_who_is_erased_is_not_remembered(stage: Stage) -> None:
    request, now = Request("the shopper", "asked for it"), stage.clock.now()
    await stage.twolane.house.ledger.write(
        lambda books: erase(books, MERCHANT.id, NOAH.phone, request, lambda merchant_id, phone: "gone", now)
    )
    await come_back(stage)
    assert (await remembered(stage)).is_empty


async def test_the_ai_reads_it_in_the_note_of_the_turn_and_nowhere_before(stage: Stage) -> None:
    ref = await come_back(stage)

    def read(books: Reader) -> TurnView:
        row = books.conversation(MERCHANT.id, ref)
        assert row is not None
        return view_of(books, row, stage.clock.now(), Occasion.REPLY, Shelves())

    view = await stage.twolane.house.ledger.read(read)
    pack = load_pack("recovery")
    note = pack.render("situation", situation=situation_of(view)).text
    assert "Bought here before: \u27e6bought: Backpack (green, small, polyester, laptop)\u27e7" in note
    assert f"\u27e6promise: {PROMISE}\u27e7" in note


async def test_somebody_new_has_no_past() -> None:
    async with open_stage(NOON) as fresh:
        await begin(fresh)
        assert (await remembered(fresh)).is_empty
