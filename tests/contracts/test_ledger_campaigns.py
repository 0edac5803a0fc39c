"""What every ledger promises about segments, campaigns and their recipients, and about books for a crowd."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.campaign import Campaign, CampaignRecipient, CampaignState, CopyBy, Delivery, RecipientState
from conversation.campaign_draft import CampaignDraft
from conversation.campaign_offer import CampaignOffer
from conversation.contact import Contact
from conversation.errors import Conflict
from conversation.fence import hold
from conversation.ledger import Books, Ledger, Reader
from conversation.message import Author, Body, Message, Purpose
from conversation.offer import OfferState
from conversation.opening import find_or_add_contact, find_or_open
from conversation.outbox import OutboxState
from conversation.receiving import receive
from conversation.segment import Segment
from conversation.sending import claim, queue, settle
from conversation.touch import Automation, Touch
from tests.conversation.world import ALLOW, MERCHANT, NOW, draft_by, seed, text_from

HOUR = timedelta(hours=1)
CAMPAIGN = Campaign(
    id="cmp_1",
    merchant_id=MERCHANT.id,
    name="Spring",
    version=1,
    state=CampaignState.SENDING,
    rules="{}",
    body="Hi",
    copy_by=CopyBy.AI,
    made_by="usr_dana",
    made_at=NOW,
    updated_at=NOW,
    starts_at=NOW,
    reasons={"hold-out": 2},
    media_id="med_1",
    discount_percent=10,
    drafted_by="gpt-5-mini",
    prompt_hash="ab12",
)


def recipient(number: int, state: RecipientState = RecipientState.WAITING, hours: int = 0) -> CampaignRecipient:
    at = NOW + hours * HOUR
    return CampaignRecipient(CAMPAIGN.id, f"con_{number}", MERCHANT.id, state, at, at)


async def test_a_campaign_comes_back_as_it_was_kept_to_its_merchant_only(ledger: Ledger) -> None:
    later = replace(CAMPAIGN, id="cmp_2", state=CampaignState.SCHEDULED, starts_at=NOW + HOUR)
    draft = replace(CAMPAIGN, id="cmp_3", state=CampaignState.DRAFT)
    await ledger.write(lambda books: [books.save_campaign(row) for row in (CAMPAIGN, later, draft)])
    assert await ledger.read(lambda books: books.campaign(MERCHANT.id, "cmp_1")) == CAMPAIGN
    assert await ledger.read(lambda books: books.campaign("mer_2", "cmp_1")) is None
    assert await ledger.write(lambda books: books.lock_campaign(MERCHANT.id, "cmp_1", patiently=False)) == CAMPAIGN
    assert await ledger.read(lambda books: books.campaigns(MERCHANT.id, limit=2)) == (draft, later)
    assert await ledger.read(lambda books: books.campaigns(MERCHANT.id, before="cmp_2")) == (CAMPAIGN,)
    assert await ledger.read(lambda books: books.campaigns_due(NOW)) == (CAMPAIGN,)
    assert await ledger.read(lambda books: books.campaigns_due(NOW + HOUR)) == (CAMPAIGN, later)


async def test_a_segments_name_is_its_own(ledger: Ledger) -> None:
    first = Segment("seg_1", MERCHANT.id, "VIP", '{"tag": "vip"}', "usr_dana", NOW)
    await ledger.write(lambda books: books.save_segment(first))
    await ledger.write(lambda books: books.save_segment(replace(first, rules="{}")))
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_segment(replace(first, id="seg_2")))
    assert await ledger.read(lambda books: books.segments(MERCHANT.id)) == (replace(first, rules="{}"),)
    assert await ledger.read(lambda books: books.segment("mer_2", "seg_1")) is None
    await ledger.write(lambda books: books.drop_segment("mer_2", "seg_1"))
    assert await ledger.read(lambda books: books.segment(MERCHANT.id, "seg_1")) is not None
    await ledger.write(lambda books: books.drop_segment(MERCHANT.id, "seg_1"))
    assert await ledger.read(lambda books: books.segments(MERCHANT.id)) == ()


async def test_recipients_are_read_in_pages_and_the_due_ones_soonest_first(ledger: Ledger) -> None:
    rows = [recipient(1, hours=2), recipient(2), recipient(3, RecipientState.LEFT_OUT), recipient(4, hours=1)]
    await ledger.write(lambda books: books.add_recipients(rows))
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.add_recipients([recipient(9), recipient(2)]))
    assert await ledger.read(lambda books: books.recipients(MERCHANT.id, "cmp_1")) == tuple(rows)
    after = await ledger.read(lambda books: books.recipients(MERCHANT.id, "cmp_1", after="con_2", limit=1))
    assert after == (rows[2],)
    due = await ledger.read(lambda books: books.recipients_due("cmp_1", NOW + HOUR, 9))
    assert [row.contact_id for row in due] == ["con_2", "con_4"]
    await ledger.write(lambda books: books.save_recipients([replace(rows[1], state=RecipientState.TEXTED)]))
    assert await ledger.read(lambda books: books.next_due("cmp_1")) == NOW + HOUR
    await ledger.write(lambda books: books.cancel_recipients("cmp_1", "enough", NOW + HOUR))
    cancelled = await ledger.read(lambda books: books.recipients(MERCHANT.id, "cmp_1", state=RecipientState.CANCELLED))
    assert [(row.contact_id, row.why, row.decided_at) for row in cancelled] == [
        (name, "enough", NOW + HOUR) for name in ("con_1", "con_4")
    ]
    assert await ledger.read(lambda books: books.next_due("cmp_1")) is None


def meet_all(books: Books) -> tuple[Contact, ...]:
    """Two new shoppers and one who is in conversation already."""
    seed(books)
    contacts = tuple(find_or_add_contact(books, MERCHANT.id, f"+1303555000{number}", NOW) for number in range(3))
    find_or_open(books, contacts[2], NOW)
    return contacts


def text_everybody(books: Books, contacts: tuple[Contact, ...]) -> list[Message]:
    with books.crowd(MERCHANT.id, [contact.id for contact in contacts]) as crowd:
        texts = [_text(crowd, contact) for contact in contacts]
    books.save_recipients(
        CampaignRecipient(
            CAMPAIGN.id, contact.id, MERCHANT.id, RecipientState.TEXTED, NOW, NOW, message_id=text.id, decided_at=NOW
        )
        for contact, text in zip(contacts, texts, strict=True)
    )
    return texts


def _text(books: Books, contact: Contact) -> Message:
    talk = find_or_open(books, contact, NOW)
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        text = queue(held, draft_by(Author.TEMPLATE, held.row), Body("Hi"), Purpose.CAMPAIGN, ALLOW)
    kind = Automation.CAMPAIGN
    books.add_touch(Touch(text.id, MERCHANT.id, contact.id, kind, CAMPAIGN.id, 1, "", "", NOW))
    return text


async def test_what_a_crowd_is_texted_stands_as_if_one_after_another(ledger: Ledger) -> None:
    contacts = await ledger.write(meet_all)
    texts = await ledger.write(lambda books: text_everybody(books, contacts))

    def read(books: Reader) -> list[tuple[int, int, int, str]]:
        rows = []
        for contact, text in zip(contacts, texts, strict=True):
            (talk,) = books.open_conversations(MERCHANT.id, contact.id)
            assert books.messages(MERCHANT.id, talk.id) == (text,)
            assert books.exchange(MERCHANT.id, talk.exchange_id) is not None
            row = books.outbox_row(MERCHANT.id, text.id)
            assert row is not None and row.state is OutboxState.QUEUED and row.to == contact.phone
            assert books.touch(MERCHANT.id, text.id) is not None
            rows.append((talk.last_seq, talk.last_event, len(books.events(MERCHANT.id, talk.id)), row.to))
        return rows

    assert await ledger.read(read) == [(1, 1, 1, contact.phone) for contact in contacts]
    queued = await ledger.read(lambda books: books.queued_by(MERCHANT.id, CAMPAIGN.id))
    assert {row.message_id for row in queued} == {text.id for text in texts}
    assert await ledger.read(lambda books: books.queued_by(MERCHANT.id, "cmp_2")) == ()


async def test_a_crowd_that_fails_leaves_nothing(ledger: Ledger) -> None:
    contacts = await ledger.write(meet_all)

    def command(books: Books) -> None:
        text_everybody(books, contacts)
        raise Conflict("the last one could not be texted")

    with pytest.raises(Conflict):
        await ledger.write(command)
    assert await ledger.read(lambda books: books.open_conversations(MERCHANT.id, contacts[0].id)) == ()
    assert await ledger.read(lambda books: books.recipients(MERCHANT.id, CAMPAIGN.id)) == ()


async def test_how_far_a_campaigns_texts_came_and_who_answered(ledger: Ledger) -> None:
    contacts = await ledger.write(meet_all)
    first, second, _ = await ledger.write(lambda books: text_everybody(books, contacts))

    def go_on(books: Books) -> None:
        for text, state in ((first, OutboxState.SENT), (second, OutboxState.FAILED)):
            claim(books, MERCHANT.id, text.id, "s", NOW)
            row = books.outbox_row(MERCHANT.id, text.id)
            assert row is not None
            settle(books, row, state, NOW, carrier_status="delivered" if state is OutboxState.SENT else None)
        receive(books, text_from(contacts[0].phone), NOW + HOUR)

    await ledger.write(go_on)
    delivery = await ledger.read(lambda books: books.delivery(MERCHANT.id, CAMPAIGN.id))
    assert delivery == Delivery(queued=1, sent=1, delivered=1, failed=1, replied=1)
    assert await ledger.read(lambda books: books.delivery(MERCHANT.id, "cmp_2")) == Delivery()


async def test_what_a_campaign_gives_is_found_by_its_code_and_by_whom_it_texted(ledger: Ledger) -> None:
    offer = CampaignOffer("off_1", CAMPAIGN.id, MERCHANT.id, "SAVE10-AB3CD", 10, OfferState.RESERVED, NOW, NOW + HOUR)
    issued = replace(offer, state=OfferState.ISSUED)
    told, waits = recipient(1, RecipientState.TEXTED), recipient(2)
    await ledger.write(lambda books: [books.save_campaign_offer(offer), books.save_campaign_offer(issued)])
    await ledger.write(lambda books: books.add_recipients([told, waits]))
    assert await ledger.read(lambda books: books.campaign_offer(MERCHANT.id, CAMPAIGN.id)) == issued
    assert await ledger.read(lambda books: books.campaign_offer("mer_2", CAMPAIGN.id)) is None
    assert await ledger.read(lambda books: books.campaign_offer_by_code(MERCHANT.id, offer.code)) == issued
    assert await ledger.read(lambda books: books.campaign_offer_by_code("mer_2", offer.code)) is None
    assert await ledger.read(lambda books: books.campaign_offers_to(MERCHANT.id, "con_1")) == (issued,)
    assert await ledger.read(lambda books: books.campaign_offers_to(MERCHANT.id, "con_2")) == ()


async def test_a_draft_of_a_models_is_its_merchants(ledger: Ledger) -> None:
    draft = CampaignDraft("drf_1", MERCHANT.id, "Jackets.", "Jackets are in.", "gpt-5-mini", "ab12", "usr_dana", NOW)
    await ledger.write(lambda books: books.save_campaign_draft(draft))
    assert await ledger.read(lambda books: books.campaign_draft(MERCHANT.id, "drf_1")) == draft
    assert await ledger.read(lambda books: books.campaign_draft("mer_2", "drf_1")) is None
