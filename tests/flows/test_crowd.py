"""Many in one transaction: the gate decides about each exactly as about one alone, and nothing is read stale."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from compliance.gate import Decision
from conversation.campaign import Campaign
from conversation.consent import SuppressionReason
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.fence import hold
from conversation.ledger import Books, Reader
from conversation.message import Author, Body, Purpose
from conversation.number_check import CheckAnswer, CheckKind, NumberCheck
from conversation.opening import find_or_open
from conversation.receiving import receive
from conversation.sending import Claimed, claim, queue
from conversation.store_sql.opening import open_ledger
from conversation.suppression import suppress
from flows.campaign_texting import Weighed, Weighing
from tests.conversation.world import ALLOW, MERCHANT, cart_of, draft_by, granted_offer, seed, talk_to, text_from
from tests.flows.campaign_town import AUDIT, RULEBOOK, START, begin, people, settle_in

COUNT = 60
LATER = (0, 3, 60)
"""Hours."""
DAY = timedelta(days=1)
NOBODY = "cvn_"


def live(books: Books, contact: Contact, dice: Random, at: datetime) -> None:
    """Give the contact some of what the gate looks at."""
    if dice.random() < 0.3:
        receive(books, text_from(contact.phone, dice.choice(["hi", "how much is it?", "no thanks"])), at)
    if dice.random() < 0.4:
        talk = find_or_open(books, contact, at)
        for _ in range(dice.randint(1, 4)):
            with hold(books, MERCHANT.id, talk.id, at) as held:
                purpose = dice.choice([Purpose.CAMPAIGN, Purpose.NOTIFICATION, Purpose.REPLY])
                queue(held, draft_by(Author.TEMPLATE, held.row), Body("Tidewater: news."), purpose, ALLOW)
    if dice.random() < 0.2:
        talk = find_or_open(books, contact, at)
        cart = cart_of(contact, contact.id)
        books.save_cart(cart)
        with hold(books, MERCHANT.id, talk.id, at) as held:
            held.change(cart_id=cart.id)
        granted_offer(books, held.row, at)
    if dice.random() < 0.2:
        suppress(books, MERCHANT.id, contact.phone, dice.choice([*SuppressionReason]), "a test", at)
    if dice.random() < 0.3:
        kind, answer = dice.choice([*CheckKind]), dice.choice([*CheckAnswer])
        books.save_number_check(NumberCheck(MERCHANT.id, contact.phone, kind, answer, at, at, "a list"))
    if dice.random() < 0.1:
        books.save_contact(replace(contact, unreachable_since=at, unreachable_why="away", timezone="America/Phoenix"))


def told(weighed: Weighed) -> tuple[object, ...]:
    """What was weighed, without the ids and salts that are new each time."""
    return weighed.left_out, _bare(weighed.conversation), weighed.decision and _of(weighed.decision)


def _bare(talk: Conversation | None) -> Conversation | None:
    return replace(talk, id=NOBODY) if talk is not None and not talk.exchange_id else talk


def _of(decision: Decision) -> tuple[object, ...]:
    talk = _bare(decision.facts.conversation)
    return decision.verdict, decision.purpose, decision.body, replace(decision.facts, conversation=talk or NOBODY)  # type: ignore[arg-type]


async def test_among_many_each_is_decided_on_as_alone(sql_url: str) -> None:
    ledger, dice = await open_ledger(sql_url, audit=AUDIT), Random(7)
    everybody = people(COUNT)
    ids = [one.contact.id for one in everybody]

    def begun(books: Books) -> Campaign:
        seed(books)
        settle_in(books, everybody)
        for one in everybody:
            live(books, one.contact, dice, START - dice.random() * 2 * DAY)
        return begin(books)

    def weigh(reader: Reader, campaign: Campaign) -> list[tuple[object, ...]]:
        contacts = [reader.contact(MERCHANT.id, id_) for id_ in ids]
        moments = [START + timedelta(hours=hours) for hours in LATER]
        asked = [(Weighing(reader, campaign, MERCHANT, RULEBOOK, now), now) for now in moments]
        return [told(one.weigh(contact, now)) for one, now in asked for contact in contacts if contact is not None]

    def compared(books: Books) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        alone = weigh(books, campaign)
        with books.crowd(MERCHANT.id, ids) as crowd:
            return alone, weigh(crowd, campaign)

    campaign = await ledger.write(begun)
    alone, together = await ledger.write(compared)
    await ledger.close()
    assert len(alone) == COUNT * len(LATER)
    assert len({str(one[2][0].__class__) for one in alone if one[2]}) > 1, "some may be texted and some may not"  # type: ignore[index]
    assert alone == together


async def test_what_was_written_for_many_is_seen_before_it_is_stored(sql_url: str) -> None:
    ledger = await open_ledger(sql_url, audit=AUDIT)

    def text(books: Books, talk: Conversation) -> str:
        with hold(books, MERCHANT.id, talk.id, START) as held:
            draft = draft_by(Author.TEMPLATE, held.row)
            return queue(held, draft, Body("Tidewater: news."), Purpose.CAMPAIGN, ALLOW).id

    def command(books: Books) -> None:
        seed(books)
        talk = talk_to(books)
        first = text(books, talk)
        with books.crowd(MERCHANT.id, [talk.contact_id]) as crowd:
            second = text(crowd, talk)
            assert [row.message_id for row in crowd.queued_in(MERCHANT.id, talk.id)] == sorted([first, second])
        rows = books.queued_in(MERCHANT.id, talk.id)
        with books.convoy(MERCHANT.id, rows) as convoy:
            assert isinstance(claim(convoy, MERCHANT.id, first, "wrk", START), Claimed)
            assert [row.message_id for row in convoy.queued_in(MERCHANT.id, talk.id)] == [second]
        assert [row.message_id for row in books.queued_in(MERCHANT.id, talk.id)] == [second]

    await ledger.write(command)
    await ledger.close()
