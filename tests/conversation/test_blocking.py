"""A block is the merchant's own stop: START does not lift it, a person does, and no opt-out goes with it."""

from datetime import timedelta

import pytest

from conversation.blocking import block, unblock
from conversation.consent import SuppressionReason
from conversation.errors import Conflict, Invalid
from conversation.event import EventKind
from conversation.ledger import Books, Ledger
from conversation.store_memory.books import MemoryBooks
from conversation.suppression import lift, suppress
from tests.conversation.world import DANA, MERCHANT, NOW, SHOPPER, seed, talk_to

LATER = NOW + timedelta(hours=1)


def blocked(books: Books) -> None:
    seed(books)
    talk_to(books)
    block(books, MERCHANT.id, SHOPPER, "threatens our people", DANA.id, NOW)


def is_stopped(books: Books) -> bool:
    standing = books.suppression(MERCHANT.id, SHOPPER)
    return standing is not None and standing.is_live


async def test_a_block_stands_against_start_and_is_taken_back_by_a_person(ledger: Ledger) -> None:
    def command(books: Books) -> None:
        blocked(books)
        assert not lift(books, MERCHANT.id, SHOPPER, "msg_start", LATER)
        assert is_stopped(books)
        assert unblock(books, MERCHANT.id, SHOPPER, "a mix-up", DANA.id, LATER)
        assert not is_stopped(books)

    await ledger.write(command)


def test_the_log_says_who_blocked_and_why() -> None:
    books = MemoryBooks()
    blocked(books)
    unblock(books, MERCHANT.id, SHOPPER, "a mix-up", DANA.id, LATER)
    events = books.events(MERCHANT.id, talk_to(books).id)
    told = {event.kind: (event.actor, event.details["evidence"]) for event in events if "evidence" in event.details}
    assert told[EventKind.SUPPRESSED] == (DANA.id, "threatens our people")
    assert told[EventKind.RESUBSCRIBED] == (DANA.id, "a mix-up")


def test_an_opt_out_during_a_block_outlives_it() -> None:
    books = MemoryBooks()
    blocked(books)
    suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", LATER, "msg_stop")
    assert not unblock(books, MERCHANT.id, SHOPPER, "a mix-up", DANA.id, LATER)
    assert is_stopped(books)
    assert lift(books, MERCHANT.id, SHOPPER, "msg_start", LATER)
    assert not is_stopped(books)


def test_an_opt_out_is_no_block_to_be_taken_back() -> None:
    books = MemoryBooks()
    seed(books)
    suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", NOW, "msg_stop")
    with pytest.raises(Conflict, match="opt_out"):
        block(books, MERCHANT.id, SHOPPER, "threatens", DANA.id, LATER)
    with pytest.raises(Conflict, match="not blocked"):
        unblock(books, MERCHANT.id, SHOPPER, "a mix-up", DANA.id, LATER)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_block_has_a_reason(reason: str) -> None:
    books = MemoryBooks()
    seed(books)
    with pytest.raises(Invalid, match="reason"):
        block(books, MERCHANT.id, SHOPPER, reason, DANA.id, NOW)
