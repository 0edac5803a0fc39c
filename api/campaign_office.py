"""Campaigns as people work with them: REST, pages and the command line go through here."""

import csv
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from api.spreadsheet import harmless
from channels.segments import Segments, measure
from compliance.rulebook import Rulebook
from conversation.acts import Doer
from conversation.campaign import Campaign, CampaignState, CopyBy, Delivery
from conversation.campaign_offer import CampaignOffer
from conversation.campaign_offers import issue_campaign_offer
from conversation.clock import Clock
from conversation.errors import Unknown
from conversation.ids import ContactId, MerchantId, UserId
from conversation.ledger import Books, Ledger, Reader
from conversation.media import MediaFile
from conversation.merchant import Merchant
from conversation.message import Body
from conversation.opening import find_or_add_contact
from conversation.tag import Tag, fold_tag
from flows.campaign_linting import Linting
from flows.campaign_managing import CampaignPlan, Managing
from flows.campaign_reach import Reach, reach_of
from flows.campaign_time import begins_at
from tools.shared_code import issue_for_many
from tools.shop import Shop

PAGE = 500
CSV_HEADER = ("contact", "phone", "name", "state", "planned_for", "due_at", "decided_at", "rule", "why", "message")


class CampaignAct(StrEnum):
    """What is done to a campaign that is written."""

    REVIEW = "review"
    SCHEDULE = "schedule"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an act needs besides its name: the version that was read, the day and hour of a schedule."""

    version: int = 0
    day: str = ""
    hour: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A campaign as it would leave: its words, their size, what they cost together, and whom it reaches."""

    body: Body
    size: Segments
    cost: str
    reach: Reach
    picture: MediaFile | None = None

    @property
    def segments(self) -> int:
        """How many each text is billed as: one with a picture is one, however long."""
        return 1 if self.picture else self.size.count


@dataclass(frozen=True, slots=True)
class CampaignOffice:
    """Campaigns of one house. Whether somebody may is the caller's to ask. `shop_of` opens what honours codes."""

    ledger: Ledger
    clock: Clock
    rulebook: Rulebook
    shop_of: Callable[[Merchant], Shop]

    async def create(self, doer: Doer, merchant_id: MerchantId, plan: CampaignPlan) -> Campaign:
        """Write a draft. Raises Invalid where it could not be lawful."""
        return await self.ledger.write(lambda books: self._managing(books, doer).create(merchant_id, plan))

    async def change(
        self, doer: Doer, merchant_id: MerchantId, campaign_id: str, plan: CampaignPlan, version: int
    ) -> Campaign:
        """Write it anew. Raises Invalid, Stale, Conflict, Unknown."""
        return await self.ledger.write(
            lambda books: self._managing(books, doer).change(merchant_id, campaign_id, plan, version)
        )

    async def do(
        self, doer: Doer, merchant_id: MerchantId, campaign_id: str, act: CampaignAct, wanted: Wanted
    ) -> Campaign:
        """Do what the act says. Raises Invalid, Stale, Conflict, Unknown; ShopError where the shop makes no code."""
        if act in (CampaignAct.START, CampaignAct.SCHEDULE):
            await self._have_code_issued(doer, merchant_id, campaign_id, act, wanted)

        def command(books: Books) -> Campaign:
            managing = self._managing(books, doer)
            match act:
                case CampaignAct.REVIEW:
                    return managing.review(merchant_id, campaign_id, wanted.version)
                case CampaignAct.SCHEDULE:
                    return managing.schedule(merchant_id, campaign_id, wanted.day, wanted.hour)
                case CampaignAct.START:
                    return managing.start(merchant_id, campaign_id)
                case CampaignAct.PAUSE:
                    return managing.pause(merchant_id, campaign_id)
                case CampaignAct.RESUME:
                    return managing.resume(merchant_id, campaign_id)
                case CampaignAct.CANCEL:
                    return managing.cancel(merchant_id, campaign_id)

        return await self.ledger.write(command)

    async def _have_code_issued(
        self, doer: Doer, merchant_id: MerchantId, campaign_id: str, act: CampaignAct, wanted: Wanted
    ) -> None:
        """Have the shop honour what the campaign gives, before anybody can be told of it. It may be done again."""
        now = self.clock.now()
        begins = begins_at(wanted.day, wanted.hour, now) if act is CampaignAct.SCHEDULE else now

        def reserve(books: Books) -> tuple[Merchant, CampaignOffer] | None:
            offer = self._managing(books, doer).reserve(merchant_id, campaign_id, begins)
            merchant = books.merchant(merchant_id)
            return (merchant, offer) if offer is not None and merchant is not None else None

        reserved = await self.ledger.write(reserve)
        if reserved is None:
            return
        merchant, offer = reserved
        code = await issue_for_many(self.shop_of(merchant), offer)
        await self.ledger.write(lambda books: issue_campaign_offer(books, offer, code))

    async def tag_numbers(
        self, user_id: UserId, merchant_id: MerchantId, tag: str, phones: tuple[str, ...]
    ) -> tuple[int, tuple[str, ...]]:
        """File the contacts with these numbers under a tag: a static list. Return how many, and what is no number."""
        word, bad = fold_tag(tag), tuple(phone for phone in phones if not _is_number(phone))
        good = tuple(dict.fromkeys(phone for phone in sorted(phones) if _is_number(phone)))
        now = self.clock.now()

        def file(part: tuple[str, ...]) -> Callable[[Books], None]:
            def command(books: Books) -> None:
                for phone in part:
                    contact = find_or_add_contact(books, merchant_id, phone, now)
                    books.add_tag(Tag(merchant_id, contact.id, word, user_id, now))

            return command

        for at in range(0, len(good), PAGE):
            await self.ledger.write(file(good[at : at + PAGE]))
        return len(good), bad

    async def csv_lines(self, merchant_id: MerchantId, campaign_id: str) -> AsyncIterator[str]:
        """Yield what became of every recipient as CSV, a page at a time."""
        yield _csv_line(CSV_HEADER)
        last: ContactId | None = ""
        while last is not None:
            lines, last = await self.ledger.read(_lines_after(merchant_id, campaign_id, last))
            for line in lines:
                yield line

    def _managing(self, books: Books, doer: Doer) -> Managing:
        return Managing(books, self.rulebook, doer, self.clock.now())


def campaign_in(books: Reader, merchant_id: MerchantId, campaign_id: str) -> tuple[Campaign, Delivery]:
    """Return a campaign and how far its texts came. Raises Unknown."""
    campaign = books.campaign(merchant_id, campaign_id)
    if campaign is None:
        raise Unknown("campaign", campaign_id)
    return campaign, books.delivery(merchant_id, campaign_id)


def try_out(books: Reader, campaign: Campaign, rulebook: Rulebook, now: datetime) -> Trial:
    """Return the campaign as it would leave, and whom it reaches. Raises Invalid."""
    merchant = books.merchant(campaign.merchant_id)
    if merchant is None:
        raise Unknown("merchant", campaign.merchant_id)
    linting = Linting(books, rulebook, now)
    linting.words(campaign)
    picture, body = linting.picture(campaign), linting.preview(campaign)
    size, reach = measure(body.text), reach_of(books, campaign, rulebook, now)
    trial = Trial(body, size, "", reach, picture)
    price = merchant.settings.mms_price if picture else merchant.settings.segment_price
    return replace(trial, cost=f"{price.of(trial.segments * reach.total)} at most" if price else "")


def tried(
    merchant_id: MerchantId, rules: str, body: str, now: datetime, media_id: str = "", discount_percent: int = 0
) -> Campaign:
    """Return a campaign that is only tried out."""
    draft, words = CampaignState.DRAFT, body or "…"
    campaign = Campaign("cmp_trial", merchant_id, "", 1, draft, rules, words, CopyBy.PERSON, "", now, now)
    return replace(campaign, media_id=media_id or None, discount_percent=discount_percent)


def _is_number(phone: str) -> bool:
    return phone.startswith("+") and phone[1:].isascii() and phone[1:].isdigit() and 8 <= len(phone) <= 16


def _lines_after(
    merchant_id: MerchantId, campaign_id: str, after: ContactId
) -> Callable[[Reader], tuple[list[str], ContactId | None]]:
    return lambda books: _recipient_lines(books, merchant_id, campaign_id, after)


def _recipient_lines(
    books: Reader, merchant_id: MerchantId, campaign_id: str, after: ContactId
) -> tuple[list[str], ContactId | None]:
    rows = books.recipients(merchant_id, campaign_id, after=after, limit=PAGE)
    lines = []
    for row in rows:
        contact = books.contact(merchant_id, row.contact_id)
        known = (contact.phone, contact.name) if contact else ("", "")
        moments = (row.planned_for.isoformat(), row.due_at.isoformat())
        decided = row.decided_at.isoformat() if row.decided_at else ""
        told = (row.rule or "", row.why or "", row.message_id or "")
        lines.append(_csv_line((row.contact_id, *known, row.state.value, *moments, decided, *told)))
    return lines, rows[-1].contact_id if len(rows) == PAGE else None


def _csv_line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([harmless(cell) for cell in cells])
    return written.getvalue()
