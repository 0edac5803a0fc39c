"""A contact is texted from the number that they know, as long as it may send."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from compliance.facts import load
from conversation.control import close
from conversation.draft import Draft
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books, Ledger
from conversation.message import Author, Body, Purpose
from conversation.opening import find_or_open
from conversation.receiving import InboundText, receive
from conversation.sender import Registration, Sender
from conversation.sending import claim, queue
from conversation.sticky import choose_number
from tests.conversation.world import ALLOW, MERCHANT, NOW, SENDER, SHOPPER, draft_by, meet, seed, talk_to

SECOND = replace(SENDER, id="snd_2", phone="+18885550101")
THIRD = replace(SENDER, id="snd_3", phone="+18885550102", registration=Registration.PENDING)
STOPPED = Registration.SUSPENDED
LATER = NOW + timedelta(minutes=5)


def several(books: Books) -> None:
    seed(books)
    for sender in (SECOND, THIRD):
        books.save_sender(sender)


def wrote_to(books: Books, sender: Sender, body: str = "hi") -> str:
    received = receive(books, InboundText("simulator", f"SM{body}{sender.id}", SHOPPER, sender.phone, body), LATER)
    assert received is not None
    return received.conversation.sender_id


def test_a_phone_has_always_the_same_number_and_each_number_its_share() -> None:
    numbers = [replace(SENDER, id=f"snd_{place}", capacity=weight) for place, weight in enumerate((60, 180, 240))]
    phones = [f"+1303555{number:04}" for number in range(4000)]

    def shares(able: list[Sender]) -> dict[str, str]:
        return {phone: chosen.id for phone in phones if (chosen := choose_number(able, phone)) is not None}

    first = shares(numbers)
    assert first == shares(list(reversed(numbers)))
    counted = Counter(first.values())
    expected = {sender.id: len(phones) * sender.capacity / 480 for sender in numbers}
    assert all(abs(counted[one] - expected[one]) < 0.15 * expected[one] for one in expected)
    without = shares([replace(numbers[0], registration=STOPPED), *numbers[1:]])
    moved = [phone for phone in phones if first[phone] != without[phone]]
    assert {first[phone] for phone in moved} == {"snd_0"}, "only its own phones move"
    assert choose_number([THIRD], SHOPPER) is None


async def test_a_new_conversation_begins_on_the_number_of_the_one_before(ledger: Ledger) -> None:
    def command(books: Books) -> tuple[str, str, str]:
        several(books)
        other = next(one for one in (SENDER, SECOND) if one is not choose_number((SENDER, SECOND), SHOPPER))
        talk = find_or_open(books, meet(books), NOW, other.id)
        close(books, MERCHANT.id, talk.id, "system", NOW, "bought")
        again = talk_to(books)
        close(books, MERCHANT.id, again.id, "system", LATER, "bought")
        books.save_sender(replace(other, registration=STOPPED))
        return other.id, again.sender_id, talk_to(books).sender_id

    known, again, afterwards = await ledger.write(command)
    assert again == known
    assert afterwards == next(one.id for one in (SENDER, SECOND) if one.id != known)
    assert await ledger.read(lambda books: books.last_number("mer_2", "con_none")) is None


async def test_a_conversation_goes_on_from_the_number_that_the_shopper_wrote_to(ledger: Ledger) -> None:
    def command(books: Books) -> tuple[str, str, str]:
        several(books)
        talk = find_or_open(books, meet(books), NOW, SENDER.id)
        same, other = wrote_to(books, SENDER), wrote_to(books, SECOND)
        told = [event for event in books.events(MERCHANT.id, talk.id) if event.kind is EventKind.NUMBER_CHANGED]
        assert [(event.details["before"], event.details["to"]) for event in told] == [(SENDER.id, SECOND.id)]
        return same, other, wrote_to(books, THIRD)

    assert await ledger.write(command) == (SENDER.id, SECOND.id, SENDER.id if _chosen() is SENDER else SECOND.id)


def _chosen() -> Sender | None:
    return choose_number((SENDER, SECOND, THIRD), SHOPPER)


async def test_a_conversation_on_a_stopped_number_goes_on_from_one_that_may_send(ledger: Ledger) -> None:
    def command(books: Books) -> tuple[str, str]:
        several(books)
        talk = find_or_open(books, meet(books), NOW, SENDER.id)
        books.save_sender(replace(SENDER, registration=STOPPED, suspended_why="a pause"))
        moved = find_or_open(books, meet(books), LATER)
        assert (moved.id, moved.number_since) == (talk.id, LATER)
        books.save_sender(replace(SECOND, registration=STOPPED))
        return moved.sender_id, find_or_open(books, meet(books), LATER).sender_id

    assert await ledger.write(command) == (SECOND.id, SECOND.id), "where none may send, it stays, and the gate says why"


async def test_after_a_change_of_number_the_brand_is_named_again_and_the_ai_says_what_it_is(ledger: Ledger) -> None:
    def command(books: Books) -> list[bool]:
        several(books)
        talk = find_or_open(books, meet(books), NOW, SENDER.id)

        def draft() -> Draft:
            row = books.conversation(MERCHANT.id, talk.id)
            assert row is not None
            return draft_by(Author.AI, row)

        def is_known() -> bool:
            facts = load(books, draft(), LATER + timedelta(minutes=1))
            return facts.last_spoke_at is not None and facts.ai_spoke_at is not None

        with hold(books, MERCHANT.id, talk.id, NOW) as held:
            said = queue(held, draft(), Body("Hi"), Purpose.REPLY, ALLOW)
        claim(books, MERCHANT.id, said.id, "worker", NOW)
        before = is_known()
        wrote_to(books, SENDER)
        same = is_known()
        wrote_to(books, SECOND)
        moved = is_known()
        with hold(books, MERCHANT.id, talk.id, LATER) as held:
            queue(held, draft(), Body("Hi"), Purpose.REPLY, ALLOW)
        return [before, same, moved, is_known()]

    assert await ledger.write(command) == [True, True, False, True]
