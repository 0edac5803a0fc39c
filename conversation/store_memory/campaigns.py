"""Segments and campaigns, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from conversation.campaign import RUNNING, Campaign, CampaignRecipient, CampaignState, Delivery, RecipientState
from conversation.campaign_draft import CampaignDraft
from conversation.campaign_offer import CampaignOffer
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.errors import Conflict
from conversation.ids import ContactId, MerchantId
from conversation.message import Direction, Message
from conversation.outbox import OutboxRow, OutboxState
from conversation.segment import Segment
from conversation.store_memory.keys import all_owned, in_order, own, owned
from conversation.store_memory.table import Journal, Table
from conversation.touch import Touch

RANDOM_TAIL = 12
"""Characters at an id's end that know nothing of its moment."""


class MemoryCampaignReader:
    """Implements `conversation.campaign_books.CampaignReader`, but for who is in a segment."""

    _outbox: Table[OutboxRow]
    _touches: Table[Touch]
    _messages: Table[Message]
    _conversations: Table[Conversation]

    def __init__(self, journal: Journal) -> None:
        self._segments = Table[Segment](journal, own, merchant=lambda row: row.merchant_id)
        self._campaigns = Table[Campaign](
            journal,
            own,
            merchant=lambda row: row.merchant_id,
            is_running=lambda row: True if row.state in RUNNING else None,
        )
        self._recipients = Table[CampaignRecipient](
            journal,
            lambda row: (row.campaign_id, row.contact_id),
            campaign=lambda row: row.campaign_id,
            waiting=lambda row: row.campaign_id if row.state is RecipientState.WAITING else None,
            contact=lambda row: row.contact_id,
        )

        self._campaign_offers = Table[CampaignOffer](
            journal, lambda row: row.campaign_id, code=lambda row: (row.merchant_id, row.code)
        )
        self._campaign_drafts = Table[CampaignDraft](journal, own)

    def campaign_draft(self, merchant_id: MerchantId, draft_id: str) -> CampaignDraft | None:
        return owned(self._campaign_drafts.get(draft_id), merchant_id)

    def campaign_offer(self, merchant_id: MerchantId, campaign_id: str) -> CampaignOffer | None:
        return owned(self._campaign_offers.get(campaign_id), merchant_id)

    def campaign_offers_to(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[CampaignOffer, ...]:
        told = [row for row in self._recipients.of(contact=contact_id) if row.state is RecipientState.TEXTED]
        found = [self.campaign_offer(merchant_id, row.campaign_id) for row in told]
        return in_order([offer for offer in found if offer is not None], own)

    def campaign_offer_by_code(self, merchant_id: MerchantId, code: str) -> CampaignOffer | None:
        return next(iter(self._campaign_offers.of(code=(merchant_id, code))), None)

    def segment(self, merchant_id: MerchantId, segment_id: str) -> Segment | None:
        return owned(self._segments.get(segment_id), merchant_id)

    def segments(self, merchant_id: MerchantId) -> tuple[Segment, ...]:
        return in_order(self._segments.of(merchant=merchant_id), lambda row: (row.name, row.id))

    def campaign(self, merchant_id: MerchantId, campaign_id: str) -> Campaign | None:
        return owned(self._campaigns.get(campaign_id), merchant_id)

    def campaigns(self, merchant_id: MerchantId, *, before: str | None = None, limit: int = 50) -> tuple[Campaign, ...]:
        rows = [row for row in self._campaigns.of(merchant=merchant_id) if before is None or row.id < before]
        return tuple(sorted(rows, key=own, reverse=True)[:limit])

    def campaigns_due(self, now: datetime) -> tuple[Campaign, ...]:
        rows = [row for row in self._campaigns.of(is_running=True) if _has_begun(row, now)]
        return in_order(rows, own)

    def recipient(self, merchant_id: MerchantId, campaign_id: str, contact_id: ContactId) -> CampaignRecipient | None:
        return owned(self._recipients.get((campaign_id, contact_id)), merchant_id)

    def recipients(
        self,
        merchant_id: MerchantId,
        campaign_id: str,
        *,
        state: RecipientState | None = None,
        after: ContactId = "",
        limit: int = 100,
    ) -> tuple[CampaignRecipient, ...]:
        rows = all_owned(self._recipients.of(campaign=campaign_id), merchant_id)
        found = [row for row in rows if row.contact_id > after and state in (row.state, None)]
        return in_order(found, lambda row: row.contact_id)[:limit]

    def recipients_due(self, campaign_id: str, now: datetime, limit: int) -> tuple[CampaignRecipient, ...]:
        rows = [row for row in self._recipients.of(waiting=campaign_id) if row.due_at <= now]
        return in_order(rows, lambda row: (row.due_at, row.contact_id))[:limit]

    def next_due(self, campaign_id: str) -> datetime | None:
        return min((row.due_at for row in self._recipients.of(waiting=campaign_id)), default=None)

    def queued_by(self, merchant_id: MerchantId, campaign_id: str) -> tuple[OutboxRow, ...]:
        rows = all_owned(self._outbox.of(state=OutboxState.QUEUED), merchant_id)
        return in_order(
            [row for row in rows if self._is_by(campaign_id, row)], lambda row: (row.conversation_id, row.message_id)
        )

    def delivery(self, merchant_id: MerchantId, campaign_id: str) -> Delivery:
        texted = self.recipients(
            merchant_id, campaign_id, state=RecipientState.TEXTED, limit=len(self._recipients.all())
        )
        rows = [row for one in texted if (row := self._outbox.get(one.message_id)) is not None]
        states = [row.state for row in rows]
        return Delivery(
            queued=sum(state in (OutboxState.QUEUED, OutboxState.CLAIMED) for state in states),
            sent=sum(state in (OutboxState.SENT, OutboxState.UNKNOWN) for state in states),
            delivered=sum(row.carrier_status == "delivered" for row in rows),
            failed=sum(state in (OutboxState.FAILED, OutboxState.CANCELLED) for state in states),
            replied=sum(self._was_answered(row.message_id) for row in rows),
        )

    def _is_by(self, campaign_id: str, row: OutboxRow) -> bool:
        touch = self._touches.get(row.message_id)
        return touch is not None and touch.automation_id == campaign_id

    def _was_answered(self, message_id: str) -> bool:
        message = self._messages.get(message_id)
        if message is None:
            return False
        later = self._messages.of(talk=message.conversation_id)
        return any(text.direction is Direction.IN and text.seq > message.seq for text in later)


class MemoryCampaignBooks(MemoryCampaignReader):
    """Implements `conversation.campaign_books.CampaignBooks`."""

    def save_segment(self, segment: Segment) -> None:
        if any(row.name == segment.name and row.id != segment.id for row in self.segments(segment.merchant_id)):
            raise Conflict(f"there is a segment {segment.name!r} already")
        self._segments.put(segment)

    def drop_segment(self, merchant_id: MerchantId, segment_id: str) -> None:
        if self.segment(merchant_id, segment_id) is not None:
            self._segments.drop(segment_id)

    def save_campaign(self, campaign: Campaign) -> None:
        self._campaigns.put(campaign)

    def save_campaign_draft(self, draft: CampaignDraft) -> None:
        self._campaign_drafts.put(draft)

    def save_campaign_offer(self, offer: CampaignOffer) -> None:
        self._campaign_offers.put(offer)

    def lock_campaign(self, merchant_id: MerchantId, campaign_id: str, *, patiently: bool = True) -> Campaign | None:
        return self.campaign(merchant_id, campaign_id)

    def save_recipients(self, recipients: Iterable[CampaignRecipient]) -> None:
        for recipient in recipients:
            self._recipients.put(recipient)

    def add_recipients(self, recipients: Iterable[CampaignRecipient]) -> None:
        for recipient in recipients:
            if self._recipients.get((recipient.campaign_id, recipient.contact_id)) is not None:
                raise Conflict(f"{recipient.contact_id} is a recipient already")
            self._recipients.put(recipient)

    def cancel_recipients(self, campaign_id: str, why: str, now: datetime) -> None:
        for row in self._recipients.of(waiting=campaign_id):
            self._recipients.put(replace(row, state=RecipientState.CANCELLED, why=why, decided_at=now))


def spread(contacts: Iterable[Contact], limit: int) -> tuple[Contact, ...]:
    """Return up to `limit` of `contacts`, chosen by what is random in their ids."""
    return in_order(contacts, lambda row: (row.id[-RANDOM_TAIL:], row.id))[:limit]


def _has_begun(row: Campaign, now: datetime) -> bool:
    return row.state is CampaignState.SENDING or (row.starts_at is not None and row.starts_at <= now)
