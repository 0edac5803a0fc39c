"""What every ledger promises about tracked links and who followed them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.exit import depart
from compliance.facts import load
from compliance.gate import Decision
from conversation.conversation import Conversation
from conversation.errors import Conflict, Invalid
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books, Ledger
from conversation.linking import keep_link, note_click, strip_links, take_for_bot
from conversation.message import Author, Body, Purpose
from conversation.short_link import LinkClick, LinkTracking, OpenedBy, ShortLink
from tests.conversation.world import ALLOW, MERCHANT, NOW, draft_by, seed, talk_to

MINUTE = timedelta(minutes=1)
TARGET = "https://tidewater.example/checkouts/ct1"
HOSTS = frozenset({"tidewater.example"})


def link(books: Books, token: str = "abcDEF1234", target: str = TARGET) -> ShortLink:
    talk = talk_to(books)
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        short = (token, f"https://go.tidewater.example/l/{token}")
        return keep_link(held, talk.contact_id, "msg_1", short, target, timedelta(days=30), HOSTS)


async def opened(ledger: Ledger) -> ShortLink:
    await ledger.write(seed)
    return await ledger.write(link)


async def click(ledger: Ledger, one: ShortLink, minutes: float, by: OpenedBy = OpenedBy.HUMAN, who: str = "v") -> None:
    at = NOW + minutes * MINUTE
    await ledger.write(lambda books: note_click(books, one, by, "because", who, at))


async def clicks(ledger: Ledger, one: ShortLink) -> tuple[LinkClick, ...]:
    return await ledger.read(lambda books: books.clicks_on(MERCHANT.id, one.id))


async def test_a_link_is_found_by_its_token_its_conversation_and_its_contact(ledger: Ledger) -> None:
    one = await opened(ledger)
    assert await ledger.read(lambda books: books.short_link(one.token)) == one
    assert await ledger.read(lambda books: books.short_link("other")) is None
    assert await ledger.read(lambda books: books.links_of_conversation(MERCHANT.id, one.conversation_id)) == (one,)
    assert await ledger.read(lambda books: books.links_of_contact(MERCHANT.id, one.contact_id)) == (one,)
    assert await ledger.read(lambda books: books.links_of_contact("mer_2", one.contact_id)) == ()


async def test_no_two_links_have_one_token(ledger: Ledger) -> None:
    await opened(ledger)
    with pytest.raises(Conflict):
        await ledger.write(link)


ELSEWHERE = (
    "https://evil.example/",
    "https://tidewater.example.evil.example/",
    "https://evil.example@tidewater.example/",
    "javascript:alert(1)//tidewater.example",
    "//tidewater.example/x",
    "https://t\u0456dewater.example/",
    "https://[::1",
)


async def test_a_link_leads_to_the_shop_or_nowhere(ledger: Ledger) -> None:
    await ledger.write(seed)
    for target in ELSEWHERE:
        with pytest.raises(Invalid, match="no page of the shop"):
            await ledger.write(lambda books, target=target: link(books, target=target))  # type: ignore[misc]


async def test_the_first_person_who_follows_is_an_event_and_no_bot_is(ledger: Ledger) -> None:
    one = await opened(ledger)
    await click(ledger, one, 1, OpenedBy.BOT, "bot")
    await click(ledger, one, 2)
    await click(ledger, one, 99, who="another")
    events = await ledger.read(lambda books: books.events(MERCHANT.id, one.conversation_id))
    (event,) = [event for event in events if event.kind is EventKind.LINK_CLICKED]
    assert (event.actor, event.details) == ("contact", {"link": one.id, "message": "msg_1"})
    assert event.at == NOW + 2 * MINUTE


async def test_the_same_visitor_soon_after_counts_once(ledger: Ledger) -> None:
    one = await opened(ledger)
    for minutes in (0, 29, 58, 89):
        await click(ledger, one, minutes)
    await click(ledger, one, 90, who="another")
    found = await clicks(ledger, one)
    assert [(row.visitor, row.repeats, row.at) for row in found] == [
        ("v", 2, NOW),
        ("v", 0, NOW + 89 * MINUTE),
        ("another", 0, NOW + 90 * MINUTE),
    ]


async def test_clicks_are_read_by_contact_and_by_text(ledger: Ledger) -> None:
    one = await opened(ledger)
    for minutes in range(4):
        await click(ledger, one, minutes, who=f"v{minutes}")
    all_ = await clicks(ledger, one)
    assert await ledger.read(lambda books: books.clicks_by("mer_2", one.contact_id, NOW)) == ()
    assert await ledger.read(lambda books: books.clicks_by(MERCHANT.id, one.contact_id, NOW + 2 * MINUTE)) == all_[2:]
    assert await ledger.read(lambda books: books.clicks_on_message(MERCHANT.id, "msg_1")) == all_


async def test_a_click_may_turn_out_to_be_a_bots(ledger: Ledger) -> None:
    one = await opened(ledger)
    await click(ledger, one, 1)
    found = await clicks(ledger, one)
    await ledger.write(lambda books: take_for_bot(books, found, "later seen"))
    assert await clicks(ledger, one) == (replace(found[0], by=OpenedBy.BOT, why="later seen"),)


async def test_a_stripped_link_leads_nowhere_and_forgets_who_followed(ledger: Ledger) -> None:
    one = await opened(ledger)
    await click(ledger, one, 1)
    old = await ledger.read(lambda books: books.linked_before(MERCHANT.id, NOW + MINUTE, "", 9))
    assert old == (one,)
    assert await ledger.read(lambda books: books.linked_before(MERCHANT.id, NOW, "", 9)) == ()
    assert await ledger.write(lambda books: strip_links(books, old)) == 1
    gone = await ledger.read(lambda books: books.short_link(one.token))
    assert gone == replace(one, target="", address="") and not gone.is_live(NOW)
    assert [row.visitor for row in await clicks(ledger, one)] == [""]
    assert await ledger.read(lambda books: books.linked_before(MERCHANT.id, NOW + MINUTE, "", 9)) == ()


async def test_the_texts_of_a_crowd_each_get_a_link_of_their_own(ledger: Ledger) -> None:
    tracking = LinkTracking(True, "https://go.tidewater.example", utm=False)
    tracked = replace(MERCHANT, settings=replace(MERCHANT.settings, links=tracking))
    phones = ("+13035550111", "+13035550112")

    def command(books: Books) -> list[str]:
        seed(books)
        books.save_merchant(tracked)
        talks = [talk_to(books, phone) for phone in phones]
        with books.crowd(MERCHANT.id, [talk.contact_id for talk in talks]) as crowd:
            return [leave(crowd, talk) for talk in talks]

    def leave(books: Books, talk: Conversation) -> str:
        with hold(books, MERCHANT.id, talk.id, NOW) as held:
            draft = draft_by(
                Author.TEMPLATE, talk, "See https://tidewater.example, and again https://tidewater.example!"
            )
            facts = load(books, draft, NOW, held.row)
            decision = Decision(ALLOW, Purpose.CAMPAIGN, Body(draft.body), facts)
            return depart(held, draft, decision).message.text

    texts = await ledger.write(command)
    tokens = [token for text in texts for token in re.findall(r"https://go\.tidewater\.example/l/(\w{10})\b", text)]
    assert [tokens[0], tokens[2]] == [tokens[1], tokens[3]] and tokens[0] != tokens[2]
    assert texts[0] == f"See {tracking.address}/l/{tokens[0]}, and again {tracking.address}/l/{tokens[0]}!"
    links = [await ledger.read(lambda books, token=token: books.short_link(token)) for token in tokens]  # type: ignore[misc]
    assert {one.target for one in links if one} == {"https://tidewater.example"}
    assert len({one.message_id for one in links if one}) == 2
