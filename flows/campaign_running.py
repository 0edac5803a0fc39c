"""Running campaigns: recipients are planned and texted some hundred at a time, each time in one transaction.

Whoever holds the campaign's row does its next batch, so two workers never do the same one; who dies in the middle
leaves nothing behind, for a recipient's outcome is written with the text itself.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from compliance.rulebook import Rulebook
from conversation.campaign import RUNNING, Campaign, CampaignRecipient, CampaignState, RecipientState
from conversation.campaign_offers import issued_offer
from conversation.contact import Contact
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from flows.campaign_texting import WHY, LeftOut, Texting, Weighing
from flows.campaign_time import first_opening, planned_for
from flows.holdout import WHOLE_BRAND, brand_share, is_held_out
from flows.segment import read_rules

BATCH = 500
REFILL_BELOW = 100
"""So many texts of a campaign may wait in the outbox before more are queued: replies need not pass thousands."""

MOST_QUEUED = 2 * BATCH
"""So many at most, those included that their number's pace holds back."""


def advance(books: Books, merchant_id: MerchantId, campaign_id: str, rulebook: Rulebook, now: datetime) -> bool:
    """Plan or text the campaign's next batch; False where there is nothing to do now, or somebody else does it."""
    campaign = books.lock_campaign(merchant_id, campaign_id, patiently=False)
    if campaign is None or campaign.state not in RUNNING or (campaign.starts_at or now) > now:
        return False
    if not campaign.is_planned:
        changed = _plan(books, replace(campaign, state=CampaignState.SENDING), rulebook, now)
    else:
        changed = _text(books, campaign, rulebook, now)
    if changed.is_over and not books.queued_by(merchant_id, campaign_id):
        changed = replace(changed, state=CampaignState.DONE, ended_at=now)
    if changed == campaign:
        return False
    books.save_campaign(replace(changed, updated_at=now))
    return True


def _plan(books: Books, campaign: Campaign, rulebook: Rulebook, now: datetime) -> Campaign:
    rule = read_rules(campaign.rules)
    contacts = books.contacts_in(campaign.merchant_id, rule, now, after=campaign.cursor, limit=BATCH)
    brand = brand_share(books, campaign.merchant_id)
    recipients = [_recipient(books, campaign, contact, brand, rulebook, now) for contact in contacts]
    books.add_recipients(recipients)
    cursor = contacts[-1].id if contacts else campaign.cursor
    planned = campaign.planned + len(recipients)
    grown = replace(campaign, cursor=cursor, planned=planned, is_planned=len(contacts) < BATCH)
    return _count(grown, [one for one in recipients if one.state is not RecipientState.WAITING])


def _recipient(
    books: Books, campaign: Campaign, contact: Contact, brand: int, rulebook: Rulebook, now: datetime
) -> CampaignRecipient:
    at = planned_for(campaign, contact, now)
    due, waiting = first_opening(contact, at, rulebook), RecipientState.WAITING
    recipient = CampaignRecipient(campaign.id, contact.id, campaign.merchant_id, waiting, at, due)
    if not _is_held_out(books, campaign, contact, brand, now):
        return recipient
    why = WHY[LeftOut.HOLD_OUT]
    return replace(recipient, state=RecipientState.LEFT_OUT, rule=LeftOut.HOLD_OUT.value, why=why, decided_at=now)


def _is_held_out(books: Books, campaign: Campaign, contact: Contact, brand: int, now: datetime) -> bool:
    if is_held_out(books, campaign.merchant_id, WHOLE_BRAND, contact.id, brand, now):
        return True
    return is_held_out(books, campaign.merchant_id, campaign.id, contact.id, campaign.hold_out_percent, now)


def _text(books: Books, campaign: Campaign, rulebook: Rulebook, now: datetime) -> Campaign:
    if _is_outbox_full(books, campaign, now):
        return campaign
    recipients = books.recipients_due(campaign.id, now, BATCH)
    if not recipients:
        return campaign
    merchant = books.merchant(campaign.merchant_id)
    if merchant is None:
        raise Unknown("merchant", campaign.merchant_id)
    offer = issued_offer(books, merchant.id, campaign.id, now) if campaign.discount_percent else None
    with books.crowd(campaign.merchant_id, [one.contact_id for one in recipients]) as crowd:
        texting = Texting(crowd, Weighing(crowd, campaign, merchant, rulebook, now, offer))
        outcomes = [texting.text(recipient) for recipient in recipients]
    books.save_recipients(outcomes)
    return _count(campaign, outcomes)


def _is_outbox_full(books: Books, campaign: Campaign, now: datetime) -> bool:
    """Texts that wait for a moment of their own, such as the morning or another try, keep nobody else's back."""
    queued = books.queued_by(campaign.merchant_id, campaign.id)
    ready = sum(row.not_before is None or row.not_before <= now for row in queued)
    return ready >= REFILL_BELOW or len(queued) >= MOST_QUEUED


def _count(campaign: Campaign, outcomes: list[CampaignRecipient]) -> Campaign:
    states = Counter(one.state for one in outcomes)
    reasons = Counter(one.rule or "" for one in outcomes if one.state is RecipientState.LEFT_OUT)
    return replace(
        campaign,
        texted=campaign.texted + states[RecipientState.TEXTED],
        left_out=campaign.left_out + states[RecipientState.LEFT_OUT],
        reasons=dict(sorted((Counter(campaign.reasons) + reasons).items())),
    )
