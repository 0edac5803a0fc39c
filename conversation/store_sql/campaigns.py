"""Segments and campaigns, in SQL."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, func, or_, select, update

from conversation.campaign import Campaign, CampaignRecipient, Delivery, RecipientState
from conversation.campaign_draft import CampaignDraft
from conversation.campaign_offer import CampaignOffer
from conversation.clock import from_milliseconds, to_milliseconds
from conversation.ids import ContactId, MerchantId
from conversation.outbox import OutboxRow
from conversation.segment import Segment
from conversation.store_sql import tables
from conversation.store_sql.columns import word, words
from conversation.store_sql.entities import OUTBOX
from conversation.store_sql.rows import Lock, Rows
from conversation.store_sql.segments import SqlSegmentReader
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

SEGMENTS = Rows(Segment, tables.segments)
CAMPAIGNS = Rows(Campaign, tables.campaigns)
RECIPIENTS = Rows(CampaignRecipient, tables.campaign_recipients)
DRAFTS = Rows(CampaignDraft, tables.campaign_drafts)
GIFTS = Rows(CampaignOffer, tables.campaign_offers)

_campaign = tables.campaigns.c
_one = tables.campaign_recipients.c
_row = tables.outbox.c
_text = tables.messages.c
_touch = tables.touches.c

NEWEST = Statement(
    lambda _: (
        select(*CAMPAIGNS.columns())
        .where(_campaign.merchant_id == bindparam("merchant_id"), _campaign.id < bindparam("before"))
        .order_by(_campaign.id.desc())
        .limit(bindparam("limit"))
    )
)
RUNNING = Statement(
    lambda _: (
        select(*CAMPAIGNS.columns())
        .where(
            _campaign.state.in_(words("scheduled", "sending")),
            or_(_campaign.state == word("sending"), _campaign.starts_at <= bindparam("now")),
        )
        .order_by(_campaign.id)
    )
)
IF_FREE = Statement(
    lambda _: (
        select(*CAMPAIGNS.columns())
        .where(_campaign.id == bindparam("id"), _campaign.merchant_id == bindparam("merchant_id"))
        .with_for_update(skip_locked=True)
    )
)
DUE = Statement(
    lambda _: (
        select(*RECIPIENTS.columns())
        .where(
            _one.campaign_id == bindparam("campaign_id"),
            _one.state == word("waiting"),
            _one.due_at <= bindparam("now"),
        )
        .order_by(_one.due_at, _one.contact_id)
        .limit(bindparam("limit"))
    )
)
NEXT_DUE = Statement(
    lambda _: (
        select(_one.due_at)
        .where(_one.campaign_id == bindparam("campaign_id"), _one.state == word("waiting"))
        .order_by(_one.due_at)
        .limit(1)
    )
)
QUEUED_BY = Statement(
    lambda _: (
        select(*OUTBOX.columns())
        .where(
            _row.state == word("queued"),
            exists().where(
                _touch.message_id == _row.message_id,
                _touch.merchant_id == bindparam("merchant_id"),
                _touch.automation_id == bindparam("campaign_id"),
            ),
        )
        .order_by(_row.conversation_id, _row.message_id)
    )
)
"""Whose a row is, its touch says: asked of the row, SQLite would look through all that the merchant ever sent."""

GIVEN_TO = Statement(
    lambda _: (
        select(*GIFTS.columns())
        .where(
            tables.campaign_offers.c.merchant_id == bindparam("merchant_id"),
            _one.campaign_id == tables.campaign_offers.c.campaign_id,
            _one.contact_id == bindparam("contact_id"),
            _one.state == word("texted"),
        )
        .order_by(tables.campaign_offers.c.id)
    )
)
CANCEL = Statement(
    lambda _: (
        update(tables.campaign_recipients)
        .where(_one.campaign_id == bindparam("its_campaign"), _one.state == word("waiting"))
        .values(state=word("cancelled"), why=bindparam("its_why"), decided_at=bindparam("now"))
    )
)


def _page(state: RecipientState | None) -> Select[Any]:
    rows = select(*RECIPIENTS.columns()).where(
        _one.campaign_id == bindparam("campaign_id"),
        _one.merchant_id == bindparam("merchant_id"),
        _one.contact_id > bindparam("after"),
    )
    rows = rows.where(_one.state == word(state)) if state else rows
    return rows.order_by(_one.contact_id).limit(bindparam("limit"))


def _paging(state: RecipientState | None) -> Statement:
    return Statement(lambda _: _page(state))


PAGES = {state: _paging(state) for state in (None, *RecipientState)}


def _delivery() -> Select[Any]:
    def how_many(*states: str) -> Any:
        return func.coalesce(func.sum(case((_row.state.in_(words(*states)), 1), else_=0)), 0)

    answered = exists().where(
        _text.conversation_id == _row.conversation_id, _text.direction == word("in"), _text.created_at >= _row.queued_at
    )
    delivered = func.coalesce(func.sum(case((_row.carrier_status == word("delivered"), 1), else_=0)), 0)
    return (
        select(
            how_many("queued", "claimed"),
            how_many("sent", "unknown"),
            delivered,
            how_many("failed", "cancelled"),
            func.coalesce(func.sum(case((answered, 1), else_=0)), 0),
        )
        .select_from(tables.campaign_recipients.join(tables.outbox, _row.message_id == _one.message_id))
        .where(_one.campaign_id == bindparam("campaign_id"), _one.merchant_id == bindparam("merchant_id"))
    )


DELIVERY = Statement(lambda _: _delivery())


class SqlCampaignReader(SqlSegmentReader):
    """Implements `conversation.campaign_books.CampaignReader`."""

    _session: Session

    def segment(self, merchant_id: MerchantId, segment_id: str) -> Segment | None:
        return SEGMENTS.one(self._session, id=segment_id, merchant_id=merchant_id)

    def segments(self, merchant_id: MerchantId) -> tuple[Segment, ...]:
        return SEGMENTS.many(self._session, ("name", "id"), merchant_id=merchant_id)

    def campaign_draft(self, merchant_id: MerchantId, draft_id: str) -> CampaignDraft | None:
        return DRAFTS.one(self._session, id=draft_id, merchant_id=merchant_id)

    def campaign_offer(self, merchant_id: MerchantId, campaign_id: str) -> CampaignOffer | None:
        return GIFTS.one(self._session, campaign_id=campaign_id, merchant_id=merchant_id)

    def campaign_offers_to(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[CampaignOffer, ...]:
        return GIFTS.all(self._session, GIVEN_TO, {"merchant_id": merchant_id, "contact_id": contact_id})

    def campaign_offer_by_code(self, merchant_id: MerchantId, code: str) -> CampaignOffer | None:
        return GIFTS.one(self._session, merchant_id=merchant_id, code=code)

    def campaign(self, merchant_id: MerchantId, campaign_id: str) -> Campaign | None:
        return CAMPAIGNS.one(self._session, id=campaign_id, merchant_id=merchant_id)

    def campaigns(self, merchant_id: MerchantId, *, before: str | None = None, limit: int = 50) -> tuple[Campaign, ...]:
        values: Values = {"merchant_id": merchant_id, "before": before or "\uffff", "limit": limit}
        return CAMPAIGNS.all(self._session, NEWEST, values)

    def campaigns_due(self, now: datetime) -> tuple[Campaign, ...]:
        return CAMPAIGNS.all(self._session, RUNNING, {"now": to_milliseconds(now)})

    def recipient(self, merchant_id: MerchantId, campaign_id: str, contact_id: ContactId) -> CampaignRecipient | None:
        return RECIPIENTS.one(self._session, campaign_id=campaign_id, contact_id=contact_id, merchant_id=merchant_id)

    def recipients(
        self,
        merchant_id: MerchantId,
        campaign_id: str,
        *,
        state: RecipientState | None = None,
        after: ContactId = "",
        limit: int = 100,
    ) -> tuple[CampaignRecipient, ...]:
        values: Values = {"merchant_id": merchant_id, "campaign_id": campaign_id, "after": after, "limit": limit}
        return RECIPIENTS.all(self._session, PAGES[state], values)

    def recipients_due(self, campaign_id: str, now: datetime, limit: int) -> tuple[CampaignRecipient, ...]:
        values: Values = {"campaign_id": campaign_id, "now": to_milliseconds(now), "limit": limit}
        return RECIPIENTS.all(self._session, DUE, values)

    def next_due(self, campaign_id: str) -> datetime | None:
        row = self._session.first(NEXT_DUE, {"campaign_id": campaign_id})
        return from_milliseconds(row[0]) if row else None

    def queued_by(self, merchant_id: MerchantId, campaign_id: str) -> tuple[OutboxRow, ...]:
        values: Values = {"merchant_id": merchant_id, "campaign_id": campaign_id}
        return OUTBOX.all(self._session, QUEUED_BY, values)

    def delivery(self, merchant_id: MerchantId, campaign_id: str) -> Delivery:
        row = self._session.first(DELIVERY, {"merchant_id": merchant_id, "campaign_id": campaign_id})
        return Delivery(*map(int, row)) if row else Delivery()


class SqlCampaignBooks(SqlCampaignReader):
    """Implements `conversation.campaign_books.CampaignBooks`."""

    def save_segment(self, segment: Segment) -> None:
        SEGMENTS.save(self._session, segment)

    def drop_segment(self, merchant_id: MerchantId, segment_id: str) -> None:
        SEGMENTS.drop(self._session, id=segment_id, merchant_id=merchant_id)

    def save_campaign(self, campaign: Campaign) -> None:
        CAMPAIGNS.save(self._session, campaign)

    def save_campaign_draft(self, draft: CampaignDraft) -> None:
        DRAFTS.save(self._session, draft)

    def save_campaign_offer(self, offer: CampaignOffer) -> None:
        GIFTS.save(self._session, offer)

    def lock_campaign(self, merchant_id: MerchantId, campaign_id: str, *, patiently: bool = True) -> Campaign | None:
        values: Values = {"id": campaign_id, "merchant_id": merchant_id}
        if not patiently:
            return CAMPAIGNS.first(self._session, IF_FREE, values)
        return CAMPAIGNS.one(self._session, lock=Lock.ALONE, **values)

    def save_recipients(self, recipients: Iterable[CampaignRecipient]) -> None:
        RECIPIENTS.save_all(self._session, recipients)

    def add_recipients(self, recipients: Iterable[CampaignRecipient]) -> None:
        RECIPIENTS.add_all(self._session, recipients)

    def cancel_recipients(self, campaign_id: str, why: str, now: datetime) -> None:
        self._session.run(CANCEL, {"its_campaign": campaign_id, "its_why": why, "now": to_milliseconds(now)})
