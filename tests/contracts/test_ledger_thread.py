"""What every ledger promises about stretches of a long conversation."""

from collections.abc import Callable

from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books, Ledger, Reader
from conversation.receiving import receive
from tests.conversation.world import MERCHANT, NOW, seed, text_from

PHONE = "+13035550147"


def converse(books: Books) -> str:
    """Five texts, and an event after each."""
    talk = ""
    for number in range(5):
        received = receive(books, text_from(PHONE, f"text {number + 1}"), NOW)
        assert received is not None
        talk = received.conversation.id
        with hold(books, MERCHANT.id, talk, NOW) as held:
            held.record(EventKind.SILENCE_KEPT, "ai", why=str(number + 1))
    return talk


async def test_a_stretch_holds_what_lies_in_it_and_nothing_else(ledger: Ledger) -> None:
    await ledger.write(seed)
    talk = await ledger.write(converse)

    def seqs(after: int, through: int) -> Callable[[Reader], list[int]]:
        return lambda books: [
            message.seq for message in books.messages_between(MERCHANT.id, talk, after_seq=after, through_seq=through)
        ]

    assert await ledger.read(seqs(0, 2)) == [1, 2]
    assert await ledger.read(seqs(2, 9)) == [3, 4, 5]
    assert await ledger.read(lambda books: books.messages_between("mer_x", talk, after_seq=0, through_seq=9)) == ()


async def test_events_are_read_from_a_text_on(ledger: Ledger) -> None:
    await ledger.write(seed)
    talk = await ledger.write(converse)
    found = await ledger.read(lambda books: books.events_since(MERCHANT.id, talk, after_seq=4))
    assert [event.details["why"] for event in found if event.kind is EventKind.SILENCE_KEPT] == ["4", "5"]
    assert await ledger.read(lambda books: books.events_since("mer_x", talk, after_seq=0)) == ()


async def test_milestones_are_those_up_to_a_text(ledger: Ledger) -> None:
    await ledger.write(seed)
    talk = await ledger.write(converse)

    def escalate_twice(books: Books) -> None:
        with hold(books, MERCHANT.id, talk, NOW) as held:
            held.record(EventKind.ESCALATED, "system", reason="refund")
            held.change(last_seq=held.row.last_seq + 1)
            held.record(EventKind.ESCALATED, "system", reason="return")

    await ledger.write(escalate_twice)
    found = await ledger.read(lambda books: books.milestones(MERCHANT.id, talk, through_seq=5))
    assert [(event.kind, event.details["reason"]) for event in found] == [(EventKind.ESCALATED, "refund")]
    assert await ledger.read(lambda books: books.milestones("mer_x", talk, through_seq=5)) == ()
