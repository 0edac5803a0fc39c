"""A campaign: one text to several contacts of a merchant, each through the gate on their own."""

from dataclasses import dataclass
from datetime import datetime

from compliance.exit import Deferred, Departure, Queued
from compliance.rulebook import Rulebook
from conversation.contact import Contact
from conversation.conversation import Control
from conversation.draft import Cause, CauseKind
from conversation.errors import Invalid
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books, Ledger
from conversation.opening import find_or_add_contact
from flows.automatic import text_automatically


@dataclass(frozen=True, slots=True)
class CampaignOutcome:
    """What became of one recipient: queued, deferred, refused (with the rule) or left out (in conversation)."""

    phone: str
    outcome: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """`body` may use ``{first_name}``. Recipients are phones in E.164."""

    id: str
    merchant_id: MerchantId
    body: str
    recipients: tuple[str, ...]

    @classmethod
    def plan(cls, merchant_id: MerchantId, body: str, recipients: tuple[str, ...], now: datetime) -> "Campaign":
        """Raises Invalid without a body or recipients."""
        if not body.strip():
            raise Invalid("body", "it is empty", "write the text")
        if not recipients:
            raise Invalid("recipients", "there are none", "name at least one phone in E.164")
        return cls(new_id("cmp", now), merchant_id, body.strip(), tuple(dict.fromkeys(recipients)))


async def send_campaign(
    ledger: Ledger, campaign: Campaign, rulebook: Rulebook, now: datetime
) -> tuple[CampaignOutcome, ...]:
    """Text every recipient whom the gate lets it text; one transaction each, so that one refusal stops nobody else."""

    async def text_one(phone: str) -> CampaignOutcome:
        return await ledger.write(lambda books: _text_one(books, campaign, phone, rulebook, now))

    return tuple([await text_one(phone) for phone in campaign.recipients])


def _text_one(books: Books, campaign: Campaign, phone: str, rulebook: Rulebook, now: datetime) -> CampaignOutcome:
    contact = find_or_add_contact(books, campaign.merchant_id, phone, now)
    if not books.first_sight(f"campaign:{campaign.id}", contact.id, now):
        return CampaignOutcome(phone, "left out", "already texted")
    if _is_with_a_person(books, contact):
        return CampaignOutcome(phone, "left out", "a person has control")
    body = campaign.body.replace("{first_name}", contact.first_name or "there")
    cause = Cause(CauseKind.CAMPAIGN, campaign.id)
    return _outcome(phone, text_automatically(books, contact, body, cause, rulebook, now, len(campaign.recipients)))


def _is_with_a_person(books: Books, contact: Contact) -> bool:
    running = books.open_conversations(contact.merchant_id, contact.id)
    return any(conversation.control is not Control.AI for conversation in running)


def _outcome(phone: str, departure: Departure) -> CampaignOutcome:
    if isinstance(departure, Queued):
        return CampaignOutcome(phone, "queued")
    if isinstance(departure, Deferred):
        return CampaignOutcome(phone, "deferred")
    return CampaignOutcome(phone, "refused", departure.verdict.rule)
