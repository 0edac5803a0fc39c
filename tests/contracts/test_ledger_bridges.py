"""What every ledger promises about bridges to merchants' own inboxes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.bridge import LEASE, Bridge, Mirror
from conversation.case import CaseOutcome
from conversation.cases import settle_case
from conversation.control import escalate
from conversation.conversation import Conversation
from conversation.erasing import Request, erase
from conversation.errors import Conflict
from conversation.escalation import Escalation, EscalationReason
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books, Ledger
from tests.conversation.world import DANA, MERCHANT, NOW, SHOPPER, seed, talk_to

BRIDGE = Bridge(MERCHANT.id, "https://inbox.example", 1, 7, {"3": DANA.id})


@pytest.fixture
async def talk(ledger: Ledger) -> Conversation:
    await ledger.write(seed)
    return await ledger.write(talk_to)


def told(talk: Conversation, **fields: object) -> Mirror:
    return replace(Mirror(talk.id, talk.merchant_id, told_seq=talk.last_seq, told_event=talk.last_event), **fields)


async def ask_for_person(ledger: Ledger, talk: Conversation) -> None:
    def command(books: Books) -> None:
        with hold(books, talk.merchant_id, talk.id, NOW) as held:
            escalate(held, Escalation(EscalationReason.REFUND, "", NOW))

    await ledger.write(command)


async def test_a_bridge_is_the_merchants_and_comes_back_as_it_was(ledger: Ledger, talk: Conversation) -> None:
    await ledger.write(lambda books: books.save_bridge(BRIDGE))
    off = replace(BRIDGE, is_on=False)
    await ledger.write(lambda books: books.save_bridge(off))
    assert await ledger.read(lambda books: (books.bridge(MERCHANT.id), books.bridges())) == (off, (off,))
    assert await ledger.read(lambda books: books.bridge("mer_2")) is None
    assert BRIDGE.seats(DANA.id) and not BRIDGE.seats("usr_omar") and not BRIDGE.seats(None)


async def test_a_conversation_has_one_mirror_and_a_thread_one_conversation(ledger: Ledger, talk: Conversation) -> None:
    other = await ledger.write(lambda books: talk_to(books, "+13035550112"))
    mirror = told(talk, thread_ref="12", contact_ref="5", is_open=True, problem="503", not_before=NOW)
    assert await ledger.write(lambda books: books.add_mirror(mirror))
    assert not await ledger.write(lambda books: books.add_mirror(told(talk)))
    assert await ledger.read(lambda books: books.mirror_of_thread(MERCHANT.id, "12")) == mirror
    assert await ledger.read(lambda books: books.mirror_of_thread("mer_2", "12")) is None
    assert await ledger.read(lambda books: books.mirror("mer_2", talk.id)) is None
    await ledger.write(lambda books: books.add_mirror(told(other)))
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_mirror(told(other, thread_ref="12")))


async def test_what_is_untold_is_found_while_nobody_tells_it(ledger: Ledger, talk: Conversation) -> None:
    async def untold(at: timedelta = timedelta()) -> tuple[str, ...]:
        return await ledger.read(lambda books: books.untold(MERCHANT.id, NOW + at, 10))

    await ledger.write(lambda books: books.add_mirror(told(talk)))
    assert await untold() == ()

    def happen(books: Books) -> None:
        with hold(books, talk.merchant_id, talk.id, NOW) as held:
            held.record(EventKind.SILENCE_KEPT, "ai")

    await ledger.write(happen)
    assert await untold() == (talk.id,)
    assert await ledger.read(lambda books: books.untold("mer_2", NOW, 10)) == ()
    leased = told(talk, lease="x", leased_until=NOW + LEASE)
    await ledger.write(lambda books: books.save_mirror(leased))
    assert await untold() == ()
    assert await untold(LEASE) == (talk.id,)
    await ledger.write(lambda books: books.save_mirror(told(talk, not_before=NOW + 2 * LEASE)))
    assert await untold(LEASE) == ()
    assert await untold(2 * LEASE) == (talk.id,)


async def test_an_open_case_without_a_mirror_is_found(ledger: Ledger, talk: Conversation) -> None:
    assert await ledger.read(lambda books: books.unmirrored(MERCHANT.id, 10)) == ()
    await ask_for_person(ledger, talk)
    assert await ledger.read(lambda books: books.unmirrored(MERCHANT.id, 10)) == (talk.id,)
    assert await ledger.read(lambda books: books.unmirrored("mer_2", 10)) == ()

    def settle(books: Books) -> None:
        with hold(books, talk.merchant_id, talk.id, NOW) as held:
            settle_case(held, DANA.id, CaseOutcome.ANSWERED)

    await ledger.write(lambda books: books.add_mirror(told(talk)))
    assert await ledger.read(lambda books: books.unmirrored(MERCHANT.id, 10)) == ()
    await ledger.write(lambda books: books.drop_mirror(MERCHANT.id, talk.id))
    assert await ledger.read(lambda books: books.unmirrored(MERCHANT.id, 10)) == (talk.id,)
    await ledger.write(settle)
    assert await ledger.read(lambda books: books.unmirrored(MERCHANT.id, 10)) == ()


async def test_erasing_a_contact_forgets_where_the_inbox_has_them(ledger: Ledger, talk: Conversation) -> None:
    await ledger.write(lambda books: books.add_mirror(told(talk, thread_ref="12", contact_ref="5")))
    request = Request("case 77", "asked to be forgotten")
    await ledger.write(lambda books: erase(books, MERCHANT.id, SHOPPER, request, lambda merchant, phone: "tok_1", NOW))
    assert await ledger.read(lambda books: books.mirror(MERCHANT.id, talk.id)) is None
