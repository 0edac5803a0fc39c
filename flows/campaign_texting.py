"""Texting a campaign's recipients: the gate is asked about each, and one text at most is queued for them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from compliance.exit import depart
from compliance.gate import Decision, review
from compliance.rulebook import Rulebook
from conversation.campaign import PATIENCE, Campaign, CampaignRecipient, RecipientState
from conversation.campaign_offer import CampaignOffer
from conversation.campaign_offers import offers_lately
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.fence import hold
from conversation.ids import MessageId
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.message import Author, Origin
from conversation.opening import open_if_new, running_or_new
from conversation.touch import Automation, Touch
from conversation.verdict import Allow, Defer, Refuse
from flows.campaign_words import words_for
from flows.links import name_links

IN_TALK = timedelta(hours=24)
"""Whoever texted us within this time is talking with us: a campaign would break in. A house figure."""


class LeftOut(StrEnum):
    """Why a recipient gets no text, where it was not the gate that said so."""

    HOLD_OUT = "hold-out"
    IN_CONVERSATION = "in conversation"
    WITH_A_PERSON = "with a person"
    GONE = "gone"
    MANY_OFFERS = "many offers"
    CODE_ENDED = "code ended"


WHY = {
    LeftOut.HOLD_OUT: "they are in the hold-out group, so that it shows what the campaign brings",
    LeftOut.IN_CONVERSATION: "they texted us within a day; their conversation goes first",
    LeftOut.WITH_A_PERSON: "a person has control of their conversation, or is asked for",
    LeftOut.GONE: "the contact was erased",
    LeftOut.MANY_OFFERS: "they have had as many offers as the brand gives one contact",
    LeftOut.CODE_ENDED: "the campaign's code has ended, or the shop does not know it",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would come of texting one contact now: `decision` where the gate was asked."""

    conversation: Conversation | None = None
    draft: Draft | None = None
    decision: Decision | None = None
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """Asks what would come of texting contacts as of `now`. Nothing is written.

    `offer` is what the campaign gives everybody, where it gives anything.
    """

    reader: Reader
    campaign: Campaign
    merchant: Merchant
    rulebook: Rulebook
    now: datetime
    offer: CampaignOffer | None = None

    def weigh(self, contact: Contact, since: datetime) -> Weighed:
        """Ask about `contact`, who was to be texted at `since`."""
        conversation = running_or_new(self.reader, contact, self.now, self.campaign.sender_id)
        if conversation.control is not Control.AI:
            return Weighed(left_out=LeftOut.WITH_A_PERSON)
        if self.campaign.discount_percent and (why := self._keeps_code_from(contact)) is not None:
            return Weighed(left_out=why)
        draft = self._draft(conversation, contact)
        expires, given = since + PATIENCE, (self.offer.in_talk(conversation.id),) if self.offer else ()
        decision = review(
            self.reader, draft, self.rulebook, self.now, expires_at=expires, row=conversation, given=given
        )
        newest = decision.facts.last_inbound
        if conversation.has_unhandled_text or (newest and newest.created_at > self.now - IN_TALK):
            return Weighed(left_out=LeftOut.IN_CONVERSATION)
        return Weighed(conversation, draft, decision)

    def _keeps_code_from(self, contact: Contact) -> LeftOut | None:
        """A code that has ended is texted to nobody, nor one offer more than the brand gives a contact."""
        if self.offer is None or not self.offer.is_live(self.now):
            return LeftOut.CODE_ENDED
        most = self.merchant.settings.offer_contact_limit
        had = offers_lately(self.reader, contact, self.merchant.settings, self.now, leave_out=self.campaign.id)
        return LeftOut.MANY_OFFERS if len(had) >= most else None

    def _draft(self, conversation: Conversation, contact: Contact) -> Draft:
        body = words_for(self.campaign.body, contact, self.merchant, self.offer)
        if self.merchant.settings.links.is_on:
            body = name_links(body, self.merchant, self.campaign.id, Automation.CAMPAIGN.value)
        return Draft(
            merchant_id=contact.merchant_id,
            conversation_id=conversation.id,
            body=body,
            author=Author.TEMPLATE,
            origin=Origin.GENERATED,
            cause=Cause(CauseKind.CAMPAIGN, self.campaign.id),
            epoch=conversation.epoch,
            seen_seq=conversation.last_inbound_seq,
            composed_at=self.now,
            recipients=max(self.campaign.planned, 1),
            scheduled=self.campaign.hour is not None,
            media=self.campaign.media,
        )


@dataclass(frozen=True, slots=True)
class Texting:
    """Texts recipients of one campaign, in the transaction of `books`."""

    books: Books
    weighing: Weighing

    def text(self, recipient: CampaignRecipient) -> CampaignRecipient:
        """Text one recipient who waits, whose number is locked, and return what became of them."""
        contact = self.books.contact(recipient.merchant_id, recipient.contact_id)
        if contact is None:
            return self._leave_out(recipient, LeftOut.GONE.value, WHY[LeftOut.GONE])
        weighed = self.weighing.weigh(
            contact, max(recipient.planned_for, self.weighing.campaign.resumed_at or recipient.planned_for)
        )
        if weighed.left_out is not None:
            return self._leave_out(recipient, weighed.left_out.value, WHY[weighed.left_out])
        if weighed.decision is None or weighed.draft is None or weighed.conversation is None:
            raise RuntimeError("neither left out nor decided on")
        match weighed.decision.verdict:
            case Allow():
                message_id = self._queue(weighed.conversation, weighed.draft, weighed.decision, contact)
                texted = RecipientState.TEXTED
                return replace(
                    recipient, state=texted, rule=None, why=None, message_id=message_id, decided_at=self._now
                )
            case Defer(at=at, rule=rule, why=why):
                return replace(recipient, due_at=at, rule=rule, why=why)
            case Refuse(rule=rule, why=why):
                return self._leave_out(recipient, rule, why)

    def _queue(self, conversation: Conversation, draft: Draft, decision: Decision, contact: Contact) -> MessageId:
        opened = open_if_new(self.books, conversation, self._now)
        with hold(self.books, opened.merchant_id, opened.id, self._now) as held:
            message = depart(held, draft, decision).message
        self.books.add_touch(
            Touch(
                message_id=message.id,
                merchant_id=contact.merchant_id,
                contact_id=contact.id,
                kind=Automation.CAMPAIGN,
                automation_id=self.weighing.campaign.id,
                version=self.weighing.campaign.version,
                step="",
                variant="",
                at=self._now,
            )
        )
        return message.id

    def _leave_out(self, recipient: CampaignRecipient, rule: str, why: str) -> CampaignRecipient:
        return replace(recipient, state=RecipientState.LEFT_OUT, rule=rule, why=why, decided_at=self._now)

    @property
    def _now(self) -> datetime:
        return self.weighing.now
