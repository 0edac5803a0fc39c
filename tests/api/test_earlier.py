"""What a turn reads of a long conversation's beginning: only where there is one, and only what the ledger still has."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from agent.earlier import earlier_of
from agent.transcript import LONGEST, STEP
from agent.view import NO_PAST, Occasion, TurnView
from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from api.view import view_of
from conversation.erasing import Request, erase
from conversation.ledger import Books
from conversation.shelf import Shelves
from prompts.earlier import NOTHING
from tests.api.pages import NOAH, NOON
from tests.api.test_pages_thread import talk_at_length


class Watched:
    """Passes every question on, and remembers which were put."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self.books, name)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON) as opened:
        yield opened


async def viewed(stage: Stage, ref: str) -> tuple[TurnView, list[str]]:
    def read(books: Books) -> tuple[TurnView, list[str]]:
        watched: Any = Watched(books)
        row = books.conversation(MERCHANT.id, ref)
        assert row is not None
        return view_of(watched, row, stage.clock.now(), Occasion.REPLY, Shelves()), watched.asked

    return await stage.twolane.house.ledger.read(read)  # type: ignore[arg-type]


async def test_a_short_conversation_costs_no_question_more(stage: Stage) -> None:
    view, asked = await viewed(stage, await talk_at_length(stage, LONGEST))
    assert view.past == NO_PAST
    assert "milestones" not in asked


async def test_the_past_ends_where_the_reading_begins(stage: Stage) -> None:
    view, asked = await viewed(stage, await talk_at_length(stage, LONGEST + STEP + 1))
    assert [text.seq for text in view.past.messages] == list(range(1, 2 * STEP + 1))
    assert view.messages[0].seq == 2 * STEP + 1
    assert asked.count("milestones") == asked.count("transcript") == 1


async def test_who_is_erased_leaves_no_summary(stage: Stage) -> None:
    ref = await talk_at_length(stage, LONGEST + 1)
    await stage.text(NOAH.phone, "is the violet one waterproof?")
    await stage.settle()
    view, _ = await viewed(stage, ref)
    assert "violet" in "".join(earlier_of(view, view.messages).asked)
    request, now = Request("the shopper", "asked for it"), stage.clock.now()
    await stage.twolane.house.ledger.write(
        lambda books: erase(books, MERCHANT.id, NOAH.phone, request, lambda merchant_id, phone: "gone", now)
    )

    def left(books: Books) -> TurnView:
        texts = books.messages_between(MERCHANT.id, ref, after_seq=0, through_seq=500)
        assert all(text.body is None and not text.rests_on for text in texts)
        assert earlier_of(view, texts) == NOTHING
        return view

    await stage.twolane.house.ledger.read(left)  # type: ignore[arg-type]
