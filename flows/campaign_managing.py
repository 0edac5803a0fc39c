"""What people do with campaigns: write, review, schedule, start, pause, cancel. Each is an act in the log."""

from dataclasses import dataclass, replace
from datetime import datetime

from compliance.rulebook import Rulebook
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.campaign import (
    CHANGEABLE,
    ENDED,
    RUNNING,
    Campaign,
    CampaignRecipient,
    CampaignState,
    CopyBy,
    RecipientState,
)
from conversation.campaign_offer import CampaignOffer
from conversation.campaign_offers import issued_offer, reserve_campaign_offer
from conversation.errors import Conflict, Invalid, Stale, Unknown
from conversation.fence import hold
from conversation.ids import MerchantId, SenderId, new_id
from conversation.ledger import Books
from conversation.outbox import OutboxRow, OutboxState
from flows.campaign_linting import Linting
from flows.campaign_time import begins_at, code_lasts
from flows.segment import read_rules, rules_text
from flows.segment_keeping import segment_in

LONGEST_NAME = 80
MOST_HELD_OUT = 50
STOPPED = "the campaign was cancelled"
PAUSED = "the campaign was paused"


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a campaign is to be. `rules` is YAML or JSON that `flows.segment` reads.

    With `segment_id` the rules of that kept segment are taken over instead. `draft_id` is the AI's draft that the words
    come from, however much they were edited.
    """

    name: str
    rules: str
    body: str
    copy_by: CopyBy = CopyBy.PERSON
    hold_out_percent: int = 0
    sender_id: SenderId | None = None
    media_id: str | None = None
    segment_id: str = ""
    discount_percent: int = 0
    draft_id: str = ""


@dataclass(frozen=True, slots=True)
class Managing:
    """Changes campaigns for `doer`, as of `now`. Whether they may is the edge's to say."""

    books: Books
    rulebook: Rulebook
    doer: Doer
    now: datetime

    def create(self, merchant_id: MerchantId, order: CampaignPlan) -> Campaign:
        """Write a draft. Raises Invalid, which names the rule, where it could not be lawful."""
        campaign = Campaign(
            id=new_id("cmp", self.now),
            merchant_id=merchant_id,
            name="",
            version=0,
            state=CampaignState.DRAFT,
            rules="",
            body="",
            copy_by=order.copy_by,
            made_by=self.doer.actor,
            made_at=self.now,
            updated_at=self.now,
        )
        return self._save(self._filled(campaign, order), "written")

    def change(self, merchant_id: MerchantId, campaign_id: str, order: CampaignPlan, version: int) -> Campaign:
        """Write it anew; it is a draft then, for others to review. Raises Stale where somebody else was faster."""
        campaign = self._locked(merchant_id, campaign_id, CHANGEABLE)
        if campaign.version != version:
            raise Stale("somebody changed the campaign meanwhile; read it again")
        return self._save(self._filled(campaign, order), "written anew")

    def review(self, merchant_id: MerchantId, campaign_id: str, version: int) -> Campaign:
        """Note that a person read this version and lets it be sent. Raises Stale for another version."""
        campaign = self._locked(merchant_id, campaign_id, CHANGEABLE)
        if campaign.version != version:
            raise Stale("somebody changed the campaign meanwhile; read it again")
        self._lint(campaign)
        reviewed = replace(campaign, reviewed_by=self.doer.actor, reviewed_at=self.now)
        return self._save(replace(reviewed, state=CampaignState.REVIEWED), "reviewed")

    def schedule(self, merchant_id: MerchantId, campaign_id: str, day: str, hour: str) -> Campaign:
        """Have everybody texted on `day` at `hour` by their own clock. Raises Invalid, Conflict."""
        begins = begins_at(day, hour, self.now)
        campaign = replace(self._reviewed(merchant_id, campaign_id), day=day, hour=hour, starts_at=begins)
        self._lint(campaign)
        self._check_code(campaign)
        return self._save(replace(campaign, state=CampaignState.SCHEDULED), "scheduled")

    def start(self, merchant_id: MerchantId, campaign_id: str) -> Campaign:
        """Have everybody texted from now on. Raises Invalid, Conflict."""
        campaign = replace(self._reviewed(merchant_id, campaign_id), day=None, hour=None, starts_at=self.now)
        self._lint(campaign)
        self._check_code(campaign)
        return self._save(replace(campaign, state=CampaignState.SENDING), "started")

    def reserve(self, merchant_id: MerchantId, campaign_id: str, begins: datetime) -> CampaignOffer | None:
        """Reserve the code that the campaign gives from `begins` on; None where it gives none. Raises as `start`."""
        campaign = self._reviewed(merchant_id, campaign_id)
        if not campaign.discount_percent:
            return None
        until = code_lasts(self.books, merchant_id, begins)
        return reserve_campaign_offer(self.books, merchant_id, campaign_id, campaign.discount_percent, until, self.now)

    def pause(self, merchant_id: MerchantId, campaign_id: str) -> Campaign:
        """Text nobody else; who has a text queued that nobody claimed yet waits again."""
        campaign = self._locked(merchant_id, campaign_id, RUNNING)
        back = self._take_back(campaign, PAUSED)
        waiting = [replace(one, state=RecipientState.WAITING, message_id=None, due_at=self.now) for one in back]
        self.books.save_recipients(waiting)
        return self._save(replace(campaign, state=CampaignState.PAUSED, texted=campaign.texted - len(back)), "paused")

    def resume(self, merchant_id: MerchantId, campaign_id: str) -> Campaign:
        """Go on where it was paused."""
        campaign = self._locked(merchant_id, campaign_id, frozenset({CampaignState.PAUSED}))
        self._lint(replace(campaign, hour=None))
        state = CampaignState.SCHEDULED if (campaign.starts_at or self.now) > self.now else CampaignState.SENDING
        return self._save(replace(campaign, state=state, resumed_at=self.now), "resumed")

    def cancel(self, merchant_id: MerchantId, campaign_id: str) -> Campaign:
        """End it: whoever has no text yet gets none, and what is queued is taken back."""
        campaign = self._locked(merchant_id, campaign_id, frozenset(CampaignState) - ENDED)
        back = self._take_back(campaign, STOPPED)
        waiting = [replace(one, state=RecipientState.WAITING, message_id=None) for one in back]
        self.books.save_recipients(waiting)
        self.books.cancel_recipients(campaign.id, STOPPED, self.now)
        ended = replace(campaign, texted=campaign.texted - len(back), ended_at=self.now)
        cancelled = replace(ended, state=CampaignState.CANCELLED, cancelled=campaign.cancelled + ended.waiting)
        return self._save(cancelled, "cancelled")

    def _filled(self, campaign: Campaign, order: CampaignPlan) -> Campaign:
        name = " ".join(order.name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise Invalid("name", f"it has {len(name)} characters", f"give it 1 to {LONGEST_NAME}")
        if not 0 <= order.hold_out_percent <= MOST_HELD_OUT:
            raise Invalid("hold_out_percent", f"{order.hold_out_percent} is out of range", f"use 0 to {MOST_HELD_OUT}")
        if not order.body.strip():
            raise Invalid("body", "it is empty", "write the text")
        filled = replace(
            campaign,
            name=name,
            version=campaign.version + 1,
            state=CampaignState.DRAFT,
            rules=self._rules_of(campaign.merchant_id, order),
            body=order.body.strip(),
            hold_out_percent=order.hold_out_percent,
            sender_id=order.sender_id,
            media_id=order.media_id or None,
            discount_percent=order.discount_percent,
            reviewed_by=None,
            reviewed_at=None,
        )
        self._lint(filled)
        return self._with_author(filled, order)

    def _with_author(self, campaign: Campaign, order: CampaignPlan) -> Campaign:
        """Say whose words they are. What a model once drafted stays so, however often a person rewrites it."""
        if order.draft_id:
            draft = self.books.campaign_draft(campaign.merchant_id, order.draft_id)
            if draft is None:
                raise Unknown("draft", order.draft_id)
            return replace(campaign, copy_by=CopyBy.AI, drafted_by=draft.model, prompt_hash=draft.prompt_hash)
        return replace(campaign, copy_by=CopyBy.AI if campaign.drafted_by else order.copy_by)

    def _rules_of(self, merchant_id: MerchantId, order: CampaignPlan) -> str:
        if order.segment_id:
            return segment_in(self.books, merchant_id, order.segment_id).rules
        return rules_text(read_rules(order.rules))

    def _check_code(self, campaign: Campaign) -> None:
        """Raise Conflict where the shop does not honour the code until the last recipient has had their time."""
        if not campaign.discount_percent:
            return
        offer = issued_offer(self.books, campaign.merchant_id, campaign.id, self.now)
        if offer is None or offer.percent != campaign.discount_percent:
            raise Conflict("the shop does not know the campaign's code yet; send it again")

    def _lint(self, campaign: Campaign) -> None:
        Linting(self.books, self.rulebook, self.now).check(campaign)

    def _reviewed(self, merchant_id: MerchantId, campaign_id: str) -> Campaign:
        campaign = self._locked(merchant_id, campaign_id, CHANGEABLE)
        if campaign.state is not CampaignState.REVIEWED:
            raise Conflict("nobody has reviewed this version; read the text and press Review first")
        return campaign

    def _locked(self, merchant_id: MerchantId, campaign_id: str, states: frozenset[CampaignState]) -> Campaign:
        campaign = self.books.lock_campaign(merchant_id, campaign_id)
        if campaign is None:
            raise Unknown("campaign", campaign_id)
        if campaign.state not in states:
            allowed = " or ".join(sorted(state.value for state in states))
            raise Conflict(f"the campaign is {campaign.state.value}; that can be done while it is {allowed}")
        return campaign

    def _take_back(self, campaign: Campaign, why: str) -> list[CampaignRecipient]:
        """Cancel the campaign's texts that nobody has claimed, and return whose they were."""
        rows = self.books.queued_by(campaign.merchant_id, campaign.id)
        return [one for row in rows if (one := self._cancelled(campaign, row, why)) is not None]

    def _cancelled(self, campaign: Campaign, row: OutboxRow, why: str) -> CampaignRecipient | None:
        with hold(self.books, row.merchant_id, row.conversation_id, self.now) as held:
            current = self.books.outbox_row(row.merchant_id, row.message_id)
            if current is None or current.state is not OutboxState.QUEUED:
                return None
            held.cancel_row(current, why, self.doer.actor)
        return self.books.recipient(campaign.merchant_id, campaign.id, held.row.contact_id)

    def _save(self, campaign: Campaign, done: str) -> Campaign:
        saved = replace(campaign, updated_at=self.now)
        self.books.save_campaign(saved)
        told = {"name": saved.name, "version": str(saved.version), "done": done}
        merchants = (saved.merchant_id,)
        record_act(self.books, self.doer, ActKind.CAMPAIGN_CHANGED, saved.id, merchants, self.now, **told)
        return saved
