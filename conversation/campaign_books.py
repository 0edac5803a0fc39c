"""The part of the ledger's port that holds segments and campaigns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from conversation.campaign import Campaign, CampaignRecipient, Delivery, RecipientState
from conversation.campaign_draft import CampaignDraft
from conversation.campaign_offer import CampaignOffer
from conversation.contact import Contact
from conversation.ids import ContactId, MerchantId
from conversation.outbox import OutboxRow
from conversation.segment import Segment
from conversation.segment_rule import Rule


class CampaignReader(Protocol):
    """Looks rows up."""

    def segment(self, merchant_id: MerchantId, segment_id: str) -> Segment | None: ...

    def segments(self, merchant_id: MerchantId) -> tuple[Segment, ...]:
        """By name."""
        ...

    def contacts_in(
        self, merchant_id: MerchantId, rule: Rule, now: datetime, *, after: ContactId, limit: int
    ) -> tuple[Contact, ...]:
        """Those whom `rule` has, by id, strictly after `after`."""
        ...

    def count_in(self, merchant_id: MerchantId, rule: Rule, now: datetime) -> int: ...

    def some_in(self, merchant_id: MerchantId, rule: Rule, now: datetime, limit: int) -> tuple[Contact, ...]:
        """Up to `limit` of those whom `rule` has, spread over all of them by the random part of their ids."""
        ...

    def campaign(self, merchant_id: MerchantId, campaign_id: str) -> Campaign | None: ...

    def campaigns(self, merchant_id: MerchantId, *, before: str | None = None, limit: int = 50) -> tuple[Campaign, ...]:
        """The newest first, by id, strictly before the cursor."""
        ...

    def campaigns_due(self, now: datetime) -> tuple[Campaign, ...]:
        """Of all merchants: those that send, and those scheduled to have begun by `now`, by id."""
        ...

    def recipient(
        self, merchant_id: MerchantId, campaign_id: str, contact_id: ContactId
    ) -> CampaignRecipient | None: ...

    def recipients(
        self,
        merchant_id: MerchantId,
        campaign_id: str,
        *,
        state: RecipientState | None = None,
        after: ContactId = "",
        limit: int = 100,
    ) -> tuple[CampaignRecipient, ...]:
        """By contact id, strictly after `after`."""
        ...

    def recipients_due(self, campaign_id: str, now: datetime, limit: int) -> tuple[CampaignRecipient, ...]:
        """Those who wait and whose time has come, soonest first."""
        ...

    def next_due(self, campaign_id: str) -> datetime | None:
        """When the first of those who wait is due."""
        ...

    def queued_by(self, merchant_id: MerchantId, campaign_id: str) -> tuple[OutboxRow, ...]:
        """The campaign's texts that nobody has claimed yet, in the order of their conversations."""
        ...

    def delivery(self, merchant_id: MerchantId, campaign_id: str) -> Delivery: ...

    def campaign_draft(self, merchant_id: MerchantId, draft_id: str) -> CampaignDraft | None: ...

    def campaign_offer(self, merchant_id: MerchantId, campaign_id: str) -> CampaignOffer | None: ...

    def campaign_offers_to(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[CampaignOffer, ...]:
        """What campaigns that texted the contact gave them, by id."""
        ...

    def campaign_offer_by_code(self, merchant_id: MerchantId, code: str) -> CampaignOffer | None:
        """`code` in capitals."""
        ...


class CampaignBooks(CampaignReader, Protocol):
    """The rows inside one transaction."""

    def save_segment(self, segment: Segment) -> None:
        """Raises Conflict when another has the name."""
        ...

    def drop_segment(self, merchant_id: MerchantId, segment_id: str) -> None: ...

    def save_campaign(self, campaign: Campaign) -> None: ...

    def save_campaign_draft(self, draft: CampaignDraft) -> None: ...

    def save_campaign_offer(self, offer: CampaignOffer) -> None: ...

    def lock_campaign(self, merchant_id: MerchantId, campaign_id: str, *, patiently: bool = True) -> Campaign | None:
        """Hold the row until the transaction ends and return it as it is now.

        None where it does not exist, or where somebody else holds it and the caller is not to wait. Taken before any
        number's or conversation's lock.
        """
        ...

    def save_recipients(self, recipients: Iterable[CampaignRecipient]) -> None: ...

    def add_recipients(self, recipients: Iterable[CampaignRecipient]) -> None:
        """Raises Conflict when one of them is a recipient already."""
        ...

    def cancel_recipients(self, campaign_id: str, why: str, now: datetime) -> None:
        """Cancel everybody who still waits."""
        ...
