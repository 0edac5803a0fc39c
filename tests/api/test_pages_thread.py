"""A long thread: its newest texts first, earlier ones on request, and never much work for the server."""

import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from api.settings import Settings
from api.stage import Stage, open_stage
from compliance.halting import halt, resume
from conversation.fence import hold
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.message import Author, Body, Direction, TrafficType
from tests.api.pages import FRAGMENT, NOON, begin, page, thread
from tests.api.paper import entries, part, words

LONG = 500
MOST_SECONDS = 0.15
"""Of the server's CPU, for one conversation."""


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def talk_at_length(stage: Stage, texts: int = LONG) -> str:
    """Noah and the AI text back and forth until the conversation has `texts`."""
    conversation = await begin(stage)

    def command(books: Books) -> None:
        merchant_id = books.merchant_of_conversation(conversation) or ""
        with hold(books, merchant_id, conversation, stage.clock.now()) as held:
            first = books.messages(merchant_id, conversation)[0]
            for seq in range(held.row.last_seq + 1, texts + 1):
                is_ours = seq % 2 == 0
                books.add_message(
                    replace(
                        first,
                        id=new_id("msg", held.now),
                        seq=seq,
                        body=Body(f"text {seq}"),
                        direction=Direction.OUT if is_ours else Direction.IN,
                        author=Author.AI if is_ours else Author.CONTACT,
                        traffic_type=TrafficType.A2P if is_ours else None,
                        verdict=first.verdict if is_ours else None,
                        created_at=held.now,
                    )
                )
            held.change(last_seq=texts, last_inbound_seq=texts - 1, handled_seq=texts - 1)

    await stage.twolane.house.ledger.write(command)
    return conversation


def texts_in(markup: str) -> list[int]:
    return [int(number) for number in re.findall(r"bubble-words\">text (\d+)<", markup)]


async def test_a_page_shows_the_newest_hundred_and_the_rest_on_request(stage: Stage) -> None:
    conversation = await talk_at_length(stage, 250)
    shown = await thread(stage, conversation)
    assert texts_in(shown) == list(range(151, 251))
    path = f"/conversations/{conversation}/earlier"
    before = await page(stage, f"{path}?through_seq=150", **FRAGMENT)
    assert texts_in(before.text) == list(range(51, 151))
    first = await page(stage, f"{path}?through_seq=50", **FRAGMENT)
    assert texts_in(first.text) == list(range(2, 51))
    assert "Earlier texts" in before.text
    assert "Earlier texts" not in first.text


async def test_what_a_page_has_loaded_it_goes_on_showing(stage: Stage) -> None:
    conversation = await talk_at_length(stage, 250)
    refreshed = await page(stage, f"/conversations/{conversation}/thread?after_seq=50")
    assert texts_in(refreshed.text) == list(range(51, 251))


async def test_without_javascript_earlier_texts_are_a_page(stage: Stage) -> None:
    conversation = await talk_at_length(stage, 250)
    answer = await page(stage, f"/conversations/{conversation}/earlier?through_seq=150")
    assert "<html" in answer.text
    assert texts_in(answer.text) == list(range(51, 251))


async def test_no_divider_is_drawn_twice_or_lost_between_stretches(stage: Stage) -> None:
    conversation = await talk_at_length(stage, 150)
    newest = await thread(stage, conversation)
    earlier = await page(stage, f"/conversations/{conversation}/earlier?through_seq=50", **FRAGMENT)
    assert [entry for entry in entries(newest) if entry.startswith("divider")] == []
    assert [entry for entry in entries(earlier.text) if entry.startswith("divider")] == ["divider: A2P, AI"]


async def test_five_hundred_texts_cost_the_server_little(stage: Stage) -> None:
    conversation = await talk_at_length(stage)
    await page(stage, f"/conversations/{conversation}")
    begun = time.process_time()
    for _ in range(3):
        await page(stage, f"/conversations/{conversation}")
    assert (time.process_time() - begun) / 3 < MOST_SECONDS


async def test_a_halt_is_shown_where_it_fell_and_in_the_brief(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    rulebook, house = stage.twolane.house.rulebook, stage.twolane.house

    def halted(books: Books) -> None:
        merchant_id = books.merchant_of_conversation(conversation) or ""
        halt(books, merchant_id, "CO", "wildfire", "Ops", rulebook, house.clock.now())
        halt(books, merchant_id, "LA", "hurricane", "Ops", rulebook, house.clock.now())

    await house.ledger.write(halted)
    whole = (await page(stage, f"/conversations/{conversation}")).text
    assert "divider: CO is halted 12:30: wildfire. Nothing that sells leaves" in entries(whole)
    assert "Halted in CO since 12:30: wildfire" in part(whole, "brief")
    assert "LA" not in words(whole)
    listed = (await stage.client.get("/api/halts")).json()
    assert {(one["region"], one["live"]) for one in listed} == {("CO", True), ("LA", True)}
    await stage.advance(timedelta(minutes=5))
    await house.ledger.write(
        lambda books: resume(books, books.merchant_of_conversation(conversation) or "", "CO", "Ops", house.clock.now())
    )
    whole = (await page(stage, f"/conversations/{conversation}")).text
    assert "divider: CO is no longer halted 12:35" in entries(whole)
    assert "Halted in CO" not in part(whole, "brief")


async def test_a_turn_without_a_text_says_so_and_which_tools_it_had_asked(stage: Stage) -> None:
    conversation = await begin(stage, "what is in my cart again?", "does it have a mount for a kayak?")
    quiet, divider = entries(await thread(stage, conversation))[5:7]
    assert quiet.startswith("quiet-turn: The AI wrote nothing and asked for a person; it had asked 2 tools")
    assert "searched the store's words not_found question: does it have a mount for a kayak?" in quiet
    assert divider.startswith("divider: A person is needed")
    assert sum(entry.startswith("quiet-turn") for entry in entries(await thread(stage, conversation))) == 1
