"""What every ledger promises about lists: filters and their order, counts, search, and how far each person has read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.case import Case, CaseState
from conversation.conversation import Control, Conversation
from conversation.erasing import Request, erase
from conversation.escalation import EscalationReason, Priority
from conversation.filter import Filter
from conversation.ids import MerchantId
from conversation.ledger import Books, Ledger
from conversation.merchant import Merchant
from conversation.message import Author, Body, Direction, Message
from conversation.reading import Reading, is_unread
from conversation.searching import sought
from conversation.sender import Registration, Sender, SenderKind
from conversation.stripping import without_words
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, meet, seed, talk_to

MINUTE = timedelta(minutes=1)
RIVAL = Merchant("mer_2", "Harbour", "harbour.example", "help@harbour.example", "America/Denver")
BOTH = (MERCHANT.id, RIVAL.id)


@pytest.fixture(autouse=True)
async def merchants(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        seed(books)
        books.save_merchant(RIVAL)
        books.save_sender(
            Sender("snd_2", RIVAL.id, "+18885550199", SenderKind.TOLL_FREE, Registration.VERIFIED, "simulator")
        )

    await ledger.write(write)


async def have(ledger: Ledger, number: int, control: Control = Control.AI, **fields: object) -> Conversation:
    """A conversation with a shopper of its own, touched `number` minutes after the start."""

    def write(books: Books) -> Conversation:
        talk = replace(
            talk_to(books, f"+130355501{number:02}"), control=control, updated_at=NOW + number * MINUTE, **fields
        )
        books.save_conversation(talk)
        return talk

    return await ledger.write(write)


async def wait(ledger: Ledger, talk: Conversation, priority: Priority = Priority.NORMAL, **fields: object) -> Case:
    """An open case of the conversation."""
    made = Case(
        id=f"cas_{talk.id}",
        merchant_id=talk.merchant_id,
        conversation_id=talk.id,
        state=CaseState.WAITING,
        reason=EscalationReason.REFUND,
        priority=priority,
        opened_at=NOW,
        first_reply_due=NOW + 20 * MINUTE,
        resolution_due=NOW + 200 * MINUTE,
    )
    case = replace(made, **fields)  # type: ignore[arg-type]
    await ledger.write(lambda books: books.save_case(case))
    return case


async def say(ledger: Ledger, talk: Conversation, seq: int, words: str, before: str = "") -> Message:
    message = Message(
        id=f"msg_{talk.id}_{seq}",
        merchant_id=talk.merchant_id,
        conversation_id=talk.id,
        exchange_id=talk.exchange_id,
        seq=seq,
        direction=Direction.IN,
        author=Author.CONTACT,
        body=Body(words, before=before),
        epoch=0,
        created_at=NOW,
    )
    await ledger.write(lambda books: books.add_message(message))
    return message


async def shown(
    ledger: Ledger, chosen: Filter, user: str = DANA.id, limit: int = 9, merchants: tuple[MerchantId, ...] = BOTH
) -> list[str]:
    rows = await ledger.read(lambda books: books.listed(merchants, chosen, user, before=None, limit=limit))
    return [row.conversation.id for row in rows]


async def counted(ledger: Ledger, chosen: Filter, most: int = 100) -> int:
    return await ledger.read(lambda books: books.count_listed(BOTH, chosen, DANA.id, most=most))


async def texts(ledger: Ledger, typed: str, merchants: tuple[MerchantId, ...] = BOTH, limit: int = 9) -> list[str]:
    looked_for = sought(typed)
    assert looked_for is not None
    found = await ledger.read(lambda books: books.search(merchants, looked_for, limit=limit))
    return [text.message_id for text in found.texts]


async def contacts(ledger: Ledger, typed: str, merchants: tuple[MerchantId, ...] = BOTH) -> list[str]:
    looked_for = sought(typed)
    assert looked_for is not None
    found = await ledger.read(lambda books: books.search(merchants, looked_for, limit=9))
    return [contact_id for _, contact_id in found.contacts]


async def test_who_waits_longest_for_the_gravest_reason_is_first(ledger: Ledger) -> None:
    names = ["soon", "late", "replied", "high", "crisis", "aside", "no case"]
    talks = {name: await have(ledger, at, Control.ESCALATED) for at, name in enumerate(names)}
    await wait(ledger, talks["late"], first_reply_due=NOW + 30 * MINUTE)
    await wait(ledger, talks["soon"], first_reply_due=NOW + 10 * MINUTE)
    await wait(ledger, talks["replied"], first_reply_at=NOW, first_reply_due=NOW)
    await wait(ledger, talks["high"], Priority.HIGH)
    await wait(ledger, talks["crisis"], Priority.URGENT, reason=EscalationReason.CRISIS)
    await wait(ledger, talks["aside"], Priority.URGENT, state=CaseState.SNOOZED, snoozed_until=NOW + MINUTE)
    await have(ledger, 50, Control.AI)
    order = ["crisis", "high", "soon", "late", "replied", "no case"]
    assert await shown(ledger, Filter.ESCALATED) == [talks[name].id for name in order]
    assert await shown(ledger, Filter.ESCALATED, limit=2) == [talks[name].id for name in order[:2]]
    assert await counted(ledger, Filter.ESCALATED) == 6
    assert await counted(ledger, Filter.ESCALATED, most=4) == 4


async def test_mine_is_what_i_hold_or_claimed_and_did_not_put_aside(ledger: Ledger) -> None:
    held = await have(ledger, 1, Control.HUMAN, holder=DANA.id)
    claimed = await have(ledger, 2, Control.ESCALATED)
    await wait(ledger, claimed, state=CaseState.CLAIMED, claimed_by=DANA.id)
    both = await have(ledger, 3, Control.HUMAN, holder=DANA.id)
    await wait(ledger, both, state=CaseState.CLAIMED, claimed_by=DANA.id)
    aside = await have(ledger, 4, Control.HUMAN, holder=DANA.id)
    await wait(ledger, aside, state=CaseState.SNOOZED, claimed_by=DANA.id, snoozed_until=NOW + MINUTE)
    others = await have(ledger, 5, Control.HUMAN, holder=OMAR.id)
    assert await shown(ledger, Filter.MINE) == [both.id, claimed.id, held.id]
    assert await shown(ledger, Filter.MINE, OMAR.id) == [others.id]
    assert await shown(ledger, Filter.MINE, merchants=(RIVAL.id,)) == []
    assert await counted(ledger, Filter.MINE) == 3


async def test_what_was_put_aside_is_listed_by_its_return(ledger: Ledger) -> None:
    later, sooner = await have(ledger, 1, Control.ESCALATED), await have(ledger, 2, Control.HUMAN, holder=DANA.id)
    await wait(ledger, later, state=CaseState.SNOOZED, snoozed_until=NOW + 9 * MINUTE)
    await wait(ledger, sooner, state=CaseState.SNOOZED, snoozed_until=NOW + 5 * MINUTE)
    assert await shown(ledger, Filter.SNOOZED) == [sooner.id, later.id]
    assert await counted(ledger, Filter.SNOOZED) == 2


async def test_the_newest_come_first_and_go_on_after_a_place(ledger: Ledger) -> None:
    talks = [await have(ledger, at) for at in range(5)]
    closed = await have(ledger, 7, Control.CLOSED)
    case = await wait(ledger, talks[4])
    newest = [talk.id for talk in reversed(talks)]
    assert await shown(ledger, Filter.ALL) == newest
    assert await shown(ledger, Filter.CLOSED) == [closed.id]
    assert (await counted(ledger, Filter.ALL), await counted(ledger, Filter.ALL, most=3)) == (5, 3)

    place = (talks[3].updated_at, talks[3].id)
    older = await ledger.read(lambda books: books.listed(BOTH, Filter.ALL, DANA.id, before=place, limit=2))
    assert [row.conversation for row in older] == [talks[2], talks[1]]
    first = await ledger.read(lambda books: books.listed(BOTH, Filter.ALL, DANA.id, before=None, limit=1))
    assert first[0].case == case


@pytest.mark.parametrize("chosen", Filter)
async def test_no_filter_shows_another_merchants(ledger: Ledger, chosen: Filter) -> None:
    await wait(ledger, await have(ledger, 1, Control.ESCALATED))
    aside = await have(ledger, 2, Control.HUMAN, holder=DANA.id)
    await wait(ledger, aside, state=CaseState.SNOOZED, snoozed_until=NOW)
    await have(ledger, 3, Control.HUMAN, holder=DANA.id)
    await have(ledger, 4, Control.CLOSED)
    assert await shown(ledger, chosen, merchants=(MERCHANT.id,)) != []
    assert await shown(ledger, chosen, merchants=(RIVAL.id,)) == []
    assert await shown(ledger, chosen, merchants=()) == []


async def test_a_shopper_is_found_by_name_and_by_number(ledger: Ledger) -> None:
    def name(books: Books, phone: str, name: str) -> str:
        contact = replace(meet(books, phone), name=name)
        books.save_contact(contact)
        return contact.id

    noah = await ledger.write(lambda books: name(books, "+13035550111", "Noah Brown"))
    zoe = await ledger.write(lambda books: name(books, "+12125550122", "Zoë O'Neill"))
    for typed in ("noah", "Noah Bro", "brown NOAH", "+1 (303) 555-0111", "3035550", "303", "555-0111", "0111"):
        assert await contacts(ledger, typed) == [noah], typed
    for typed in ("zoe", "ZOË", "o'neill", "212"):
        assert await contacts(ledger, typed) == [zoe], typed
    for typed in ("no brown", "n", "noah br", "noah 212", "35550111", "10"):
        assert await contacts(ledger, typed) == [], typed
    assert await contacts(ledger, "noah", (RIVAL.id,)) == []

    await ledger.write(lambda books: name(books, "+13035550111", "Noah Grey"))
    assert await contacts(ledger, "brown") == []
    assert await contacts(ledger, "grey") == [noah]


async def test_texts_are_found_by_all_their_words_the_last_one_begun(ledger: Ledger) -> None:
    talk = await have(ledger, 1)
    jacket = await say(ledger, talk, 1, "Is the Blue jacket still in my cart? It's order #1042")
    blue = await say(ledger, talk, 2, "¿Tienes la chaqueta en azul? ÉTÉ blue", before="Reply STOP to opt out.")
    await say(ledger, talk, 3, "!!! 🙂")
    assert await texts(ledger, "blue") == [blue.id, jacket.id]
    assert await texts(ledger, "blue", limit=1) == [blue.id]
    for typed in ("jacket blue", "blue jack", "it's", "1042", "#1042", "AND cart OR", "still NOT"):
        expected = [jacket.id] if "AND" not in typed and "NOT" not in typed else []
        assert await texts(ledger, typed) == expected, typed
    assert await texts(ledger, "ete") == [blue.id]
    for typed in ("jack blue", "stop", "b", "xyz", 'blue" OR "cart', "blue*) OR (cart", "owner : cart", "'blue' | 'x'"):
        found = await texts(ledger, typed)
        assert jacket.id not in found, typed
    assert sought("  ?! ") is None


async def test_what_is_found_is_the_same_before_and_after_it_is_indexed(ledger: Ledger) -> None:
    talk = await have(ledger, 1)
    await ledger.write(lambda books: books.save_contact(replace(meet(books, "+13035550101"), name="Wilhelmina")))
    said = [await say(ledger, talk, seq, f"a blue jacket, number {seq}") for seq in range(1, 8)]
    newest_first = [message.id for message in reversed(said)]
    for _ in range(4):  # none, a part, all of them
        assert await texts(ledger, "jacket blu") == newest_first
        assert await texts(ledger, "blue", limit=3) == newest_first[:3]
        assert len(await contacts(ledger, "wilhel")) == 1
        await ledger.write(lambda books: books.index_words(5))
    assert not await ledger.write(lambda books: books.index_words(5))


async def test_a_text_that_follows_a_destroyed_one_is_found_when_both_were_indexed(ledger: Ledger) -> None:
    """The last row's number may be given out again."""
    talk = await have(ledger, 1)
    gone = await say(ledger, talk, 1, "peppermint")
    await ledger.write(lambda books: books.index_words(9))
    await ledger.write(lambda books: books.rewrite_message(without_words(gone)))
    stays = await say(ledger, talk, 2, "peppermint again")
    await ledger.write(lambda books: books.index_words(9))
    assert await texts(ledger, "peppermint") == [stays.id]


async def test_no_search_finds_another_merchants_words(ledger: Ledger) -> None:
    talk = await have(ledger, 1)
    await say(ledger, talk, 1, "a jacket for mer_2")
    for typed in ("jacket", "mer", "2", MERCHANT.id.encode().hex(), "t" + RIVAL.id.encode().hex()):
        assert await texts(ledger, typed, (RIVAL.id,)) == []
        assert await texts(ledger, typed, ()) == []
    assert await texts(ledger, MERCHANT.id.encode().hex()) == []


async def test_words_that_were_destroyed_are_not_found(ledger: Ledger) -> None:
    talk = await have(ledger, 1)
    text = await say(ledger, talk, 1, "peppermint please")
    await ledger.write(lambda books: books.index_words(9))
    await say(ledger, talk, 2, "peppermint again")
    await ledger.write(lambda books: books.rewrite_message(without_words(text)))
    assert await texts(ledger, "peppermint") == [f"msg_{talk.id}_2"]

    token: Callable[[str, str], str] = lambda merchant_id, phone: f"token:{phone}"  # noqa: E731
    await ledger.write(
        lambda books: erase(books, MERCHANT.id, "+13035550101", Request("case 1", "asked"), token, NOW + MINUTE)
    )
    while await ledger.write(lambda books: books.merge_words()):
        pass
    assert await texts(ledger, "peppermint") == []
    assert await contacts(ledger, "303 555 0101") == []


async def test_what_was_rolled_back_is_not_found(ledger: Ledger) -> None:
    talk = await have(ledger, 1)

    def fail(books: Books) -> None:
        books.save_contact(replace(meet(books, "+13035550101"), name="Wilhelmina"))
        books.save_reading(Reading(MERCHANT.id, talk.id, DANA.id, 3, NOW))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ledger.write(fail)
    assert await contacts(ledger, "wilhelmina") == []
    assert await ledger.read(lambda books: books.reading(DANA.id, talk.id)) is None


async def test_each_person_reads_for_themselves(ledger: Ledger) -> None:
    talk = await have(ledger, 1, last_inbound_seq=4, handled_seq=2)
    reading = Reading(MERCHANT.id, talk.id, DANA.id, 4, NOW)
    await ledger.write(lambda books: books.save_reading(replace(reading, seq=1)))
    await ledger.write(lambda books: books.save_reading(reading))
    assert await ledger.read(lambda books: books.reading(DANA.id, talk.id)) == reading
    assert await ledger.read(lambda books: books.reading(OMAR.id, talk.id)) is None
    assert not is_unread(talk, reading)
    assert is_unread(replace(talk, last_inbound_seq=5), reading)
    assert is_unread(talk, None)
    assert not is_unread(replace(talk, handled_seq=4), None)
