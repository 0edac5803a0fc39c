"""Objections are read from the shopper's own texts, each once, with the text in which it was last made."""

from dataclasses import replace

import pytest

from conversation.ledger import Books
from conversation.message import Author, Body, Direction, Message
from conversation.objections import Objection, objections_in
from conversation.receiving import receive
from conversation.store_memory import MemoryLedger
from tests.conversation.world import NOW, seed, text_from

PHONE = "+13035550147"


async def said(words: str) -> Message:
    ledger = MemoryLedger()
    await ledger.write(seed)

    def command(books: Books) -> Message:
        received = receive(books, text_from(PHONE, words), NOW)
        assert received is not None
        return received.message

    return await ledger.write(command)


@pytest.mark.parametrize(
    ("words", "objection"),
    [
        ("that's way too expensive for a mug", Objection.PRICE),
        ("es demasiado caro", Objection.PRICE),
        ("shipping takes too long", Objection.SHIPPING),
        ("I’m not sure about the size", Objection.FIT),
        ("is this a scam?", Objection.TRUST),
        ("maybe next month", Objection.TIME),
        ("found it on amazon", Objection.ELSEWHERE),
    ],
)
async def test_what_speaks_against_buying_is_named(words: str, objection: Objection) -> None:
    assert [one.objection for one in objections_in([await said(words)])] == [objection]


@pytest.mark.parametrize("words", ["how much is shipping?", "what sizes are there?", "thanks so much!", "ok"])
async def test_a_question_is_no_objection(words: str) -> None:
    assert objections_in([await said(words)]) == ()


async def test_the_newest_text_stands_for_an_objection_and_ours_make_none() -> None:
    first, second = await said("too expensive"), await said("still too expensive")
    ours = replace(second, direction=Direction.OUT, author=Author.AI, body=Body("Is it too expensive?"))
    assert [one.message.text for one in objections_in([first, second, ours])] == ["still too expensive"]
