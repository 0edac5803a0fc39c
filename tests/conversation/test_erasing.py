"""Erasing: nothing of the person is left anywhere, what the law needs is, and the log still proves it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from compliance.audit import verify
from conversation.audit import AuditKeys
from conversation.consent import Consent, ConsentScope, ConsentState, SuppressionReason
from conversation.consenting import ConsentBook, Proof
from conversation.control import escalate, take_over
from conversation.conversation import Control
from conversation.delivery import DeliveryReport, note_delivery
from conversation.due import DueKind, DueRow, DueState
from conversation.erasing import Erased, Request, erase
from conversation.errors import Conflict, OnHold, Unknown
from conversation.escalation import Escalation, EscalationReason
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import new_id
from conversation.ledger import Books, Ledger, Reader
from conversation.legal_holds import place_hold, release_hold
from conversation.media_keeping import keep_media
from conversation.merchant_fact import MerchantFact
from conversation.message import Author, Body, Direction, Purpose
from conversation.number_check import CheckAnswer, CheckKind, NumberCheck
from conversation.opening import find_or_add_contact
from conversation.outbox import OutboxState
from conversation.photos import keep_photo
from conversation.receiving import receive
from conversation.sending import Claimed, claim, queue, settle
from conversation.shop_upload import UploadedOrder
from conversation.source import Source, SourceKind
from conversation.store_memory import MemoryLedger
from conversation.store_sql import tables
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.sqlite_files import empty_wal
from conversation.suppression import lift, suppress
from conversation.verdict import Bound, Outcome, VerdictNote
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW, draft_by, granted_offer, leave_cart, seed, text_from

KEYS = AuditKeys(b"kept outside the database")
PHONE, OTHER = "+13035550147", "+13035550148"
NAME = "Wilhelmina Quartermaine"
SECRETS = (PHONE, PHONE[2:], NAME, "Wilhelmina", "peppermint", "Backpack", "checkouts/ct1")
WORDING = "Reply YES to get Tidewater texts with shopping cart reminders."
REQUEST = Request("case 77", "asked to be forgotten")
LATER = NOW + timedelta(days=3)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    if request.param == "memory":
        opened: Ledger = MemoryLedger(audit=KEYS)
    else:
        url = f"sqlite:///{tmp_path / 'l.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
        opened = await open_ledger(url, audit=KEYS)
    await live(opened)
    yield opened
    await opened.close()


async def live(ledger: Ledger) -> None:
    """A shopper with a cart, an offer, consent, texts, a tool call, a waiting draft and a note; and another shopper."""
    await ledger.write(seed)
    await ledger.write(lambda books: receive(books, text_from(OTHER, "do you have it in blue?"), NOW))
    await ledger.write(_live)
    await ledger.write(_converse)


def _live(books: Books) -> None:
    contact = find_or_add_contact(books, MERCHANT.id, PHONE, NOW)
    books.save_contact(replace(contact, name=NAME, region="CO", timezone="America/Denver"))
    conversation = leave_cart(books, PHONE)
    granted_offer(books, conversation)
    told = UploadedOrder(MERCHANT.id, "ord_1", PHONE, "#1", NOW, "placed", ("peppermint",), "", "", "", NOW)
    books.save_uploaded_order(told)
    for scope in ConsentScope:
        books.save_consent(
            Consent(
                new_id("cns", NOW), MERCHANT.id, PHONE, scope, ConsentState.CONFIRMED, WORDING, "text", "checkout", NOW
            )
        )


def _converse(books: Books) -> None:
    photos = tuple(f"https://carrier.example/peppermint/{place}" for place in (1, 2))
    received = receive(books, replace(text_from(PHONE, f"I am {NAME} and I love peppermint"), photos=photos), NOW)
    assert received is not None
    talk = received.conversation
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        held.record(EventKind.TOOL_CALLED, "ai", name="lookup_policy", arguments='{"question": "peppermint?"}')
        cart = Source(SourceKind.CART, "crt_1", "$80: Backpack", ("peppermint",))
        draft = replace(draft_by(Author.AI, held.row), body=f"Hi {NAME}, peppermint it is.", rests_on=(cart,))
        message = queue(held, draft, Body(draft.body), Purpose.REPLY, ALLOW)
        note = VerdictNote(
            "defer", "x", "peppermint", NOW, "1", ("x",), {"who": NAME}, {"x": Bound(Outcome.WAIT, NOW, PHONE)}
        )
        due = DueRow(new_id("due", NOW), MERCHANT.id, talk.id, DueKind.DRAFT, NOW, LATER, DueState.WAITING)
        books.save_due_row(replace(due, draft=draft, verdict=note))
    [photo, late] = books.photos(MERCHANT.id, talk.id)
    keep_photo(books, photo, "image/png", b"peppermint", NOW)
    keep_media(books, MERCHANT.id, talk.id, "image/png", b"peppermint, never sent", DANA.id, NOW)
    assert late.address == "https://carrier.example/peppermint/2"
    claimed = claim(books, MERCHANT.id, message.id, "wrk_1", NOW)
    assert isinstance(claimed, Claimed)
    settle(books, claimed.row, OutboxState.SENT, NOW, provider_id="SM77")
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        escalate(held, Escalation(EscalationReason.ASKED_FOR_PERSON, "peppermint", NOW))


def forget(books: Books, phone: str = PHONE) -> Erased:
    return erase(books, MERCHANT.id, phone, REQUEST, KEYS.token, LATER)


def everything(books: Reader, contact_id: str) -> str:
    """What a curious person could read about a contact."""
    talks = books.conversations_of(MERCHANT.id, contact_id)
    reads = (books.messages, books.events, books.outbox_rows, books.due_rows, books.offers_of_conversation)
    rows = [row for talk in talks for read in reads for row in read(MERCHANT.id, talk.id)]
    photos = [photo for talk in talks for photo in books.photos(MERCHANT.id, talk.id)]
    pictures = [books.picture(MERCHANT.id, photo.id) for photo in photos]
    seen = f"{photos}{pictures}{books.erasures(MERCHANT.id)}{books.carts_of(MERCHANT.id, contact_id)}"
    return f"{talks}{rows}{seen}"


async def test_nothing_of_the_person_can_be_read_and_what_was_sent_still_can(ledger: Ledger) -> None:
    contact = await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE))
    assert contact is not None
    before = await ledger.read(lambda books: everything(books, contact.id))
    assert all(secret in before for secret in (PHONE, NAME, "peppermint", "Backpack"))
    erased = await ledger.write(forget)
    after = await ledger.read(lambda books: everything(books, contact.id))
    assert [secret for secret in SECRETS if secret in after] == []
    assert (erased.erasure.texts, erased.drafts, erased.carts) == (2, 1, 1)
    assert (erased.kept.consents, erased.kept.sends, erased.kept.offers, erased.kept.opted_out) == (2, 1, 1, False)
    (talk,) = await ledger.read(lambda books: books.conversations_of(MERCHANT.id, contact.id))
    assert talk.control is Control.CLOSED
    _, sent = await ledger.read(lambda books: books.messages(MERCHANT.id, talk.id))
    assert (sent.direction, sent.author, sent.purpose) == (Direction.OUT, Author.AI, Purpose.REPLY)
    assert sent.verdict is not None and sent.verdict.decision == "allow"
    (row,) = await ledger.read(lambda books: books.outbox_rows(MERCHANT.id, talk.id))
    assert (row.state, row.provider_id, row.to) == (OutboxState.SENT, "SM77", KEYS.token(MERCHANT.id, PHONE))
    proof = await ledger.read(lambda books: books.consents(MERCHANT.id, KEYS.token(MERCHANT.id, PHONE)))
    assert [consent.wording for consent in proof] == [WORDING] * 2
    assert await ledger.read(lambda books: books.contact(MERCHANT.id, contact.id)) is None


async def test_the_log_is_sound_before_and_after_and_when_late_news_comes(ledger: Ledger) -> None:
    before = await ledger.read(lambda books: verify(books, KEYS, MERCHANT.id))
    await ledger.write(forget)
    await ledger.write(lambda books: note_delivery(books, DeliveryReport(None, "SM77", "delivered", False), len, LATER))
    after = await ledger.read(lambda books: verify(books, KEYS, MERCHANT.id))
    assert (before.flaws, after.flaws) == ([], [])
    assert after.compared > before.compared
    assert [(one.by, one.reason, one.at) for one in after.erasures] == [("case 77", "asked to be forgotten", LATER)]


async def test_the_keys_that_made_the_old_digests_are_gone(ledger: Ledger) -> None:
    contact = await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE))
    assert contact is not None
    subjects = (contact.id, KEYS.token(MERCHANT.id, PHONE))
    before = [await ledger.read(lambda books, one=one: books.audit_key(MERCHANT.id, one)) for one in subjects]
    await ledger.write(forget)
    after = [await ledger.read(lambda books, one=one: books.audit_key(MERCHANT.id, one)) for one in subjects]
    assert None not in before and not {*before} & {*after}


async def test_others_keep_everything(ledger: Ledger) -> None:
    await ledger.write(forget)
    other = await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, OTHER))
    assert other is not None
    assert "in blue" in await ledger.read(lambda books: everything(books, other.id))


async def test_an_opt_out_outlives_its_number(ledger: Ledger) -> None:
    """It binds when the number comes back, is lifted by its START, and binds again after the next STOP."""
    await ledger.write(
        lambda books: suppress(books, MERCHANT.id, PHONE, SuppressionReason.OPT_OUT, "peppermint STOP", NOW)
    )
    assert (await ledger.write(forget)).kept.opted_out
    standing = await ledger.read(lambda books: books.suppression(MERCHANT.id, PHONE))
    assert standing is not None and standing.is_live
    assert not any(secret in str(standing) for secret in SECRETS)
    again = await ledger.write(lambda books: receive(books, text_from(PHONE, "hello again"), LATER))
    assert again is not None and again.message.seq == 1
    with pytest.raises(Exception, match="opted out"):
        await ledger.write(lambda books: _claimed_text(books, again.conversation.id))
    assert await ledger.write(lambda books: lift(books, MERCHANT.id, PHONE, "START", LATER))
    lifted = await ledger.read(lambda books: books.suppression(MERCHANT.id, PHONE))
    assert lifted is not None and not lifted.is_live
    await ledger.write(lambda books: suppress(books, MERCHANT.id, PHONE, SuppressionReason.OPT_OUT, "STOP", LATER))
    stopped = await ledger.read(lambda books: books.suppression(MERCHANT.id, PHONE))
    assert stopped is not None and stopped.is_live
    await ledger.write(forget)
    assert (await ledger.read(lambda books: verify(books, KEYS, MERCHANT.id))).flaws == []
    assert len(await ledger.read(lambda books: books.erasures_of(MERCHANT.id, KEYS.token(MERCHANT.id, PHONE)))) == 2


def _claimed_text(books: Books, conversation_id: str) -> None:
    with hold(books, MERCHANT.id, conversation_id, LATER) as held:
        message = queue(held, draft_by(Author.AI, held.row), Body("Hi"), Purpose.REPLY, ALLOW)
    outcome = claim(books, MERCHANT.id, message.id, "wrk_1", LATER)
    raise Conflict(str(outcome))


async def test_a_legal_hold_stops_it_until_released(ledger: Ledger) -> None:
    await ledger.write(lambda books: place_hold(books, MERCHANT.id, PHONE, "counsel", "Doe v. Tidewater", NOW))
    with pytest.raises(OnHold, match=r"counsel.*Doe v\. Tidewater"):
        await ledger.write(forget)
    with pytest.raises(Conflict, match="counsel has held"):
        await ledger.write(lambda books: place_hold(books, MERCHANT.id, PHONE, "other", "again", NOW))
    assert await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE)) is not None
    released = await ledger.write(lambda books: release_hold(books, MERCHANT.id, PHONE, "counsel", LATER))
    assert (released.released_by, released.is_live) == ("counsel", False)
    with pytest.raises(Conflict, match="no hold"):
        await ledger.write(lambda books: release_hold(books, MERCHANT.id, PHONE, "counsel", LATER))
    await ledger.write(forget)
    assert (await ledger.read(lambda books: verify(books, KEYS, MERCHANT.id))).flaws == []


async def test_a_text_that_is_on_its_way_is_waited_for(ledger: Ledger) -> None:
    def on_its_way(books: Books) -> None:
        contact = books.contact_by_phone(MERCHANT.id, PHONE)
        assert contact is not None
        (talk,) = books.open_conversations(MERCHANT.id, contact.id)
        take_over(books, MERCHANT.id, talk.id, DANA, NOW)
        with hold(books, MERCHANT.id, talk.id, NOW) as held:
            message = queue(held, draft_by(Author.HUMAN, held.row, user=DANA), Body("Hi"), Purpose.REPLY, ALLOW, DANA)
        assert isinstance(claim(books, MERCHANT.id, message.id, "wrk_1", NOW), Claimed)

    await ledger.write(on_its_way)
    with pytest.raises(Conflict, match="being sent right now"):
        await ledger.write(forget)
    assert await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE)) is not None


async def test_what_lists_said_of_the_number_goes_too(ledger: Ledger) -> None:
    check = NumberCheck(MERCHANT.id, PHONE, CheckKind.DO_NOT_CALL, CheckAnswer.LISTED, NOW, NOW, "a test")
    for phone in (PHONE, OTHER):
        await ledger.write(lambda books, of=phone: books.save_number_check(replace(check, phone=of)))
    await ledger.write(forget)
    assert await ledger.read(lambda books: books.number_checks(MERCHANT.id, PHONE)) == ()
    assert len(await ledger.read(lambda books: books.number_checks(MERCHANT.id, OTHER))) == 1


async def test_a_fact_that_was_texted_to_them_says_nothing_any_more(ledger: Ledger) -> None:
    contact = await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE))
    assert contact is not None
    [talk, *_] = await ledger.read(lambda books: books.open_conversations(MERCHANT.id, contact.id))
    fact = MerchantFact("fct_1", MERCHANT.id, "It is in stock.", "checked", "usr_dana", talk.id, NOW, NOW)
    await ledger.write(lambda books: books.save_merchant_fact(fact))
    await ledger.write(forget)
    [left] = await ledger.read(lambda books: books.merchant_facts(MERCHANT.id))
    assert left.statement == "" and left.retired_at is not None


async def test_what_was_proven_of_consent_names_the_number_no_more(ledger: Ledger) -> None:
    spoken = "paper form 12: (303) 555-0147, agreed by phone at 1-303-555-0147, ticket 30355501470"
    proof = Proof("paper", "list +1 303.555.0147", NOW, "usr_dana", spoken)
    given = await ledger.write(
        lambda books: ConsentBook(books, MERCHANT.id, PHONE, NOW).record(
            ConsentScope.MARKETING, f"{WORDING} For 303-555-0147.", proof
        )
    )
    await ledger.write(forget)
    number = KEYS.token(MERCHANT.id, PHONE)
    consents = await ledger.read(lambda books: books.consents(MERCHANT.id, number))
    [consent] = [row for row in consents if row.id == given.id]
    event = (await ledger.read(lambda books: books.consent_events(MERCHANT.id, number)))[-1]
    assert consent.source == event.source == "list [number erased]"
    assert consent.wording == event.wording == f"{WORDING} For [number erased]."
    assert event.evidence == "paper form 12: [number erased], agreed by phone at [number erased], ticket 30355501470"
    assert (await ledger.read(lambda books: verify(books, KEYS, MERCHANT.id))).flaws == []


async def test_an_unknown_number_is_named(ledger: Ledger) -> None:
    with pytest.raises(Unknown, match="3035550100"):
        await ledger.write(lambda books: forget(books, "+13035550100"))


async def test_not_a_byte_of_the_person_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    ledger = await open_ledger(f"sqlite:///{path}", audit=KEYS)
    await live(ledger)
    await ledger.write(forget)
    while await ledger.write(lambda books: books.merge_words()):
        pass
    await ledger.close()
    assert empty_wal(path)
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [secret for secret in SECRETS if secret.encode() in left] == []
    assert b"in blue" in left


def test_every_table_was_thought_of() -> None:
    """A new table must be erased from, or hold nobody's words: decide, then name it here."""
    erased = {
        "bodies",
        "carts",
        "consents",
        "consent_events",
        "contact_locks",
        "contacts",
        "conversations",
        "due_rows",
        "events",
    }
    erased |= {"merchant_facts", "messages", "number_checks", "outbox", "suppressions", "audit_keys", "searchable"}
    erased |= {"mirrors", "photos", "pictures", "live_scores", "tags", "flow_runs", "happenings", "uploaded_orders"}
    erased |= {"short_links", "link_clicks", "media_files", "media_contents"}
    nobody = {
        "search_mark",
        "audit",
        "campaign_drafts",
        "campaign_offers",
        "canned_replies",
        "cart_claims",
        "live_places",
        "erasures",
        "exchanges",
        "legal_holds",
        "merchants",
        "offers",
        "reminder_slots",
        "senders",
    }
    nobody |= {"sights", "users", "wakes", "cases", "agent_profiles", "presences", "halts", "readings", "bridges"}
    nobody |= {"acts", "api_keys", "password_links", "passwords", "throttles", "web_sessions"}
    nobody |= {"alert_causes", "alert_hooks", "alert_wishes", "alerts", "push_devices"}
    nobody |= {"documents", "document_texts", "verified_answers", "guidelines", "knowledge_versions"}
    nobody |= {
        "knowledge_imports",
        "import_items",
        "import_files",
        "orders",
        "touches",
        "assignments",
        "credits",
        "automation_rules",
        "shop_syncs",
        "shop_codes",
        "shop_uploads",
        "shop_oddities",
        "shop_standings",
        "privacy_requests",
        "products",
        "product_words",
    }
    nobody |= {"flows", "flow_versions"}
    nobody |= {"filtered_texts", "sending_days"}
    nobody |= {"day_figures", "reopenings"}
    nobody |= {"segments", "campaigns", "campaign_recipients"}
    assert set(tables.metadata.tables) == erased | nobody


async def test_a_failed_erasure_leaves_all_as_it_was(ledger: Ledger) -> None:
    contact = await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE))
    assert contact is not None
    before = await ledger.read(lambda books: everything(books, contact.id))

    def fail(books: Books) -> None:
        forget(books)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ledger.write(fail)
    assert await ledger.read(lambda books: everything(books, contact.id)) == before
    assert await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE)) == contact
    assert (await ledger.read(lambda books: verify(books, KEYS, MERCHANT.id))).flaws == []
