"""Retention: words go when their time has come, records stay, and whoever is held for the law keeps everything."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.retaining import BATCH, LOOK_BACK, Pruned, Retention, Unpruned
from compliance.audit import verify
from conversation.audit import AuditKeys, Mac
from conversation.clock import ScriptedClock
from conversation.event import Event
from conversation.ledger import Books, Ledger, Reader
from conversation.legal_holds import place_hold
from conversation.media_keeping import keep_media
from conversation.merchant import MerchantSettings
from conversation.message import Message
from conversation.receiving import receive
from conversation.retention import SIGHTS_KEPT
from conversation.statements import statement_of
from conversation.store_memory import MemoryLedger
from conversation.store_sql.opening import open_ledger
from conversation.stripping import may_hold_words
from tests.conversation.test_erasing import live
from tests.conversation.world import MERCHANT, NOW, text_from

KEYS = AuditKeys(b"kept outside the database")
PHONE, OTHER = "+13035550147", "+13035550148"
KEPT = timedelta(days=40)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    if request.param == "memory":
        opened: Ledger = MemoryLedger(audit=KEYS)
    else:
        url = f"sqlite:///{tmp_path / 'l.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
        opened = await open_ledger(url, audit=KEYS)
    await live(opened)
    kept = replace(MERCHANT, settings=MerchantSettings(retention_days=KEPT.days))
    await opened.write(lambda books: books.save_merchant(kept))
    yield opened
    await opened.close()


async def words(ledger: Ledger, phone: str) -> str:
    def read(books: Books) -> str:
        contact = books.contact_by_phone(MERCHANT.id, phone)
        assert contact is not None
        talks = books.conversations_of(MERCHANT.id, contact.id)
        reads = (books.messages, books.events, books.due_rows)
        rows = [row for talk in talks for one in reads for row in one(MERCHANT.id, talk.id)]
        return f"{rows}{books.carts_of(MERCHANT.id, contact.id)}"

    return await ledger.write(read)


async def test_words_go_when_their_time_has_come(ledger: Ledger) -> None:
    clock = ScriptedClock(NOW + KEPT)
    retention = Retention(ledger, clock)
    assert (await retention.run()).texts == 0
    assert "peppermint" in await words(ledger, PHONE)
    clock.advance(timedelta(days=4))
    pruned = await retention.run()
    assert (pruned.texts, pruned.drafts, pruned.carts) == (3, 1, 1)
    assert pruned.events >= 3
    left = await words(ledger, PHONE) + await words(ledger, OTHER)
    assert not any(word in left for word in ("peppermint", "in blue", "Backpack"))
    assert "Direction.OUT" in left and "tool.called" in left
    assert replace(await retention.run(), sights=0, locks=0) == Pruned()
    assert (await ledger.read(lambda books: verify(books, KEYS, MERCHANT.id))).flaws == []


async def test_a_guess_at_words_that_are_gone_cannot_be_tried_against_the_log(ledger: Ledger) -> None:
    """Whoever reads the database has the key of the contact and every entry, and knows all but the words."""
    contact = await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE))
    assert contact is not None
    talks = await ledger.read(lambda books: books.conversations_of(MERCHANT.id, contact.id))
    known = await ledger.read(lambda books: [row for talk in talks for row in _worded(books, talk.id)])
    sealed = await ledger.read(_digests)
    key = await ledger.read(lambda books: books.audit_key(MERCHANT.id, contact.id))
    assert key is not None
    assert {Mac(key).digest(statement_of(row)) for row in known} <= sealed
    await Retention(ledger, ScriptedClock(NOW + KEPT + timedelta(days=4))).run()
    left = await ledger.read(lambda books: [row for talk in talks for row in _worded(books, talk.id)])
    key = await ledger.read(lambda books: books.audit_key(MERCHANT.id, contact.id))
    assert left == []
    assert key is not None
    guesses = {Mac(key).digest(statement_of(_without_salt(row))) for row in known}
    assert len(guesses) >= 4
    assert not guesses & await ledger.read(_digests)
    assert (await ledger.read(lambda books: verify(books, KEYS, MERCHANT.id))).flaws == []


def _worded(books: Reader, conversation_id: str) -> list[Message | Event]:
    events = [row for row in books.events(MERCHANT.id, conversation_id) if may_hold_words(row.details)]
    return [*(row for row in books.messages(MERCHANT.id, conversation_id) if row.body), *events]


def _without_salt(row: Message | Event) -> Message | Event:
    if isinstance(row, Event):
        return replace(row, salt=None)
    return replace(row, body=replace(row.body, salt=None) if row.body else None)


def _digests(books: Reader) -> set[str]:
    entries = books.audit_entries(MERCHANT.id, after=0, limit=10_000)
    return {fact.digest for entry in entries for fact in entry.facts}


async def test_who_is_held_keeps_everything(ledger: Ledger) -> None:
    await ledger.write(lambda books: place_hold(books, MERCHANT.id, PHONE, "counsel", "Doe v. Tidewater", NOW))
    before = await words(ledger, PHONE)
    pruned = await Retention(ledger, ScriptedClock(NOW + KEPT + timedelta(days=4))).run()
    assert await words(ledger, PHONE) == before
    assert (pruned.texts, pruned.drafts, pruned.carts) == (1, 0, 0)
    assert "in blue" not in await words(ledger, OTHER)


async def test_a_picture_that_was_never_sent_goes_with_its_age_and_not_with_a_text(ledger: Ledger) -> None:
    def put(books: Books) -> tuple[str, str, str]:
        contact = books.contact_by_phone(MERCHANT.id, PHONE)
        assert contact is not None
        talk = books.conversations_of(MERCHANT.id, contact.id)[-1]
        later = NOW + timedelta(days=30)
        made = [(talk.id, NOW + timedelta(days=3)), (talk.id, later), (None, NOW)]
        old, young, shared = (keep_media(books, MERCHANT.id, of, "image/png", b"p", "usr_1", at) for of, at in made)
        return old.id, young.id, shared.id

    old, young, shared = await ledger.write(put)
    pruned = await Retention(ledger, ScriptedClock(NOW + KEPT + timedelta(days=4))).run()
    assert pruned.pictures == 2, "the one that stood there already, and the old one"
    left = await ledger.read(lambda books: [books.media_content(MERCHANT.id, one) for one in (old, young, shared)])
    assert [one is not None for one in left] == [False, True, True]


async def test_a_merchant_of_whom_nothing_can_be_destroyed_keeps_none_of_the_others(ledger: Ledger) -> None:
    before_time_began = MerchantSettings(retention_days=1_000_000)
    broken = replace(MERCHANT, id="mer_0", shop_domain="other.example", settings=before_time_began)
    await ledger.write(lambda books: books.save_merchant(broken))
    retention = Retention(ledger, ScriptedClock(NOW + KEPT + timedelta(days=4)))
    with pytest.raises(Unpruned, match=r"rows of mer_0 are left; destroyed so far: .*texts=3"):
        await retention.run()
    assert "peppermint" not in await words(ledger, PHONE)


async def test_a_daily_pass_looks_at_events_that_have_just_come_of_age(ledger: Ledger) -> None:
    now = NOW + KEPT + timedelta(days=4)
    retention = Retention(ledger, ScriptedClock(now))
    assert (await retention.run(since=now)).events == 0
    assert (await retention.run(since=now - LOOK_BACK)).events >= 3


async def test_what_was_seen_long_ago_is_forgotten_and_nobody_waits_for_ever(ledger: Ledger) -> None:
    """More than one batch, and a number's lock can be taken again afterwards."""

    def see(books: Books) -> None:
        for number in range(BATCH + 3):
            books.first_sight("text:simulator", f"SM{number}", NOW)
        books.first_sight("text:simulator", "young", NOW + SIGHTS_KEPT)

    await ledger.write(see)
    pruned = await Retention(ledger, ScriptedClock(NOW + SIGHTS_KEPT + timedelta(seconds=1))).run()
    assert pruned.sights >= BATCH + 3
    assert await ledger.write(lambda books: books.first_sight("text:simulator", "SM1", NOW))
    assert not await ledger.write(lambda books: books.first_sight("text:simulator", "young", NOW))
    await ledger.write(lambda books: books.lock_contact(MERCHANT.id, PHONE))
    again = await ledger.write(lambda books: receive(books, text_from(PHONE, "hello"), NOW + SIGHTS_KEPT))
    assert again is not None
