"""Whether a campaign could be lawful at all: what would keep it from everybody is refused before anybody is texted."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from compliance.facts import Facts
from compliance.gate import decide_on
from compliance.quiet_hours import hours_on
from compliance.rulebook import Rulebook
from compliance.tracking import with_short_links
from compliance.whereabouts import area_code_in
from conversation.campaign import Campaign
from conversation.campaign_offer import CampaignOffer
from conversation.campaign_offers import check_share, issued_offer, new_offer
from conversation.consent import Consent, ConsentScope, ConsentState
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Invalid
from conversation.ids import MerchantId, SenderId
from conversation.ledger import Reader
from conversation.media import MediaFile
from conversation.merchant import Merchant
from conversation.message import Author, Body, Origin
from conversation.segment_rule import Every, OneOf, WordField
from conversation.sender import Sender
from conversation.verdict import Refuse
from flows.campaign_words import check_placeholders, words_for
from flows.pictures import picture_for
from flows.segment import read_rules

MARKETING = OneOf(WordField.CONSENT, (ConsentScope.MARKETING.value,))
REMEDIES = {
    "sender.registered": "register the number and wait until the carriers have verified it",
    "content.prohibited": "leave it out, or declare the trade and its age gate in the settings",
    "claims.hard": "leave the code, discount or link out: only what the server grants may be promised",
    "claims.unbacked": "leave it out, or vouch for it first on Settings, Facts",
    "links.branded": "link to the shop's own domain",
    "persona.no_human_claim": "write as the brand: no person types this text",
    "payment.never_by_text": "send people to the checkout instead",
    "text.size": "shorten it",
    "consent.marketing": "choose people who opted in to marketing texts",
    "quiet_hours.federal": "choose an hour when texts may leave everywhere, such as 10:00",
    "emergency.halt": "wait until the halt is lifted",
}
OTHERWISE = "change the text or the settings so that the rule lets it pass"
_MODEL_STATE = "CO"
"""Where the shopper lives for whom a text is tried: its law asks for no more than the federal rules do."""


@dataclass(frozen=True, slots=True)
class Unlawful:
    """What keeps a campaign from everybody, by which rule, and what to do about it."""

    field: str
    rule: str
    why: str
    remedy: str

    def error(self) -> Invalid:
        return Invalid(self.field, f"{self.why} ({self.rule})", self.remedy)


@dataclass(frozen=True, slots=True)
class Linting:
    """Tries campaigns against the rules."""

    reader: Reader
    rulebook: Rulebook
    now: datetime

    def check(self, campaign: Campaign) -> None:
        """Raise Invalid with the first thing that makes the campaign unlawful, its rule and a remedy."""
        self.words(campaign)
        self.picture(campaign)
        for found in self.faults(campaign):
            raise found.error()

    def faults(self, campaign: Campaign) -> tuple[Unlawful, ...]:
        """Return everything that would keep the campaign from everybody. Raises Invalid for rules nobody can read."""
        found = (self.of_words(campaign), self._of_segment(campaign), self._of_hour(campaign))
        return tuple(one for one in found if one is not None)

    def words(self, campaign: Campaign) -> None:
        """Raise Invalid where something stands in the text that nothing fills, or its discount is out of the limits."""
        merchant = _merchant(self.reader, campaign.merchant_id)
        check_share(campaign.discount_percent, merchant.settings)
        check_placeholders(campaign.body, merchant, campaign.discount_percent)

    def picture(self, campaign: Campaign) -> MediaFile | None:
        """Return the picture that goes with the text. Raises BadMedia where it cannot leave."""
        if campaign.media_id is None:
            return None
        return picture_for(self.reader, campaign.merchant_id, campaign.media_id, campaign.sender_id)

    def preview(self, campaign: Campaign, contact: Contact | None = None) -> Body:
        """Return the text as it would leave, with what the rules add and its links as long as they will be, to
        `contact` or to a shopper named Alex."""
        trial = self._trial(_merchant(self.reader, campaign.merchant_id), campaign, contact)
        decision = decide_on(*trial)
        return with_short_links(decision.body, trial[0], decision.facts, decision.purpose).body

    def of_words(self, campaign: Campaign) -> Unlawful | None:
        """Return what would keep the words from everybody."""
        merchant = _merchant(self.reader, campaign.merchant_id)
        if not self.reader.senders(merchant.id):
            remedy = "register a number first"
            return Unlawful("sender", "sender.registered", "the merchant has no number to text from", remedy)
        verdict = decide_on(*self._trial(merchant, campaign, None)).verdict
        if not isinstance(verdict, Refuse):
            return None
        field = "sender" if verdict.rule.startswith("sender.") else "body"
        return Unlawful(field, verdict.rule, verdict.why, REMEDIES.get(verdict.rule, OTHERWISE))

    def _of_segment(self, campaign: Campaign) -> Unlawful | None:
        rule, merchant_id = read_rules(campaign.rules), campaign.merchant_id
        if self.reader.count_in(merchant_id, Every((rule, MARKETING)), self.now):
            return None
        empty = not self.reader.count_in(merchant_id, rule, self.now)
        why = "nobody is in it" if empty else "nobody in it has agreed to marketing texts"
        return Unlawful("segment", "consent.marketing", why, REMEDIES["consent.marketing"])

    def _of_hour(self, campaign: Campaign) -> Unlawful | None:
        if campaign.day is None or campaign.hour is None:
            return None
        rule = self.rulebook.rule("quiet_hours.federal")
        hours, hour = hours_on(rule, date.fromisoformat(campaign.day)), time.fromisoformat(campaign.hour)
        if hours is not None and hours.opens <= hour < hours.closes:
            return None
        return Unlawful("schedule", rule.id, f"no text may leave at {campaign.hour} anywhere", REMEDIES[rule.id])

    def _trial(
        self, merchant: Merchant, campaign: Campaign, contact: Contact | None
    ) -> tuple[Draft, Facts, Rulebook, datetime, datetime]:
        """The draft for somebody who agreed to everything, at a noon, with the merchant's number and vouched facts."""
        noon = datetime.combine(self.now.date(), time(12), ZoneInfo("America/Denver")).astimezone(self.now.tzinfo)
        shopper = contact or _shopper(merchant, noon)
        sender = _sender(self.reader, merchant, campaign.sender_id)
        talk = Conversation(
            "cvn_trial", merchant.id, shopper.id, sender.id if sender else "", "", Control.AI, 1, noon, noon
        )
        offer = trial_offer(self.reader, campaign, self.now)
        draft = Draft(
            merchant_id=merchant.id,
            conversation_id=talk.id,
            body=words_for(campaign.body, shopper, merchant, offer),
            author=Author.TEMPLATE,
            origin=Origin.GENERATED,
            cause=Cause(CauseKind.CAMPAIGN, campaign.id),
            epoch=1,
            seen_seq=0,
            composed_at=noon,
            media=campaign.media,
        )
        facts = Facts(
            merchant=merchant,
            contact=shopper,
            conversation=talk,
            sender=sender,
            consents=(_agreed(merchant, shopper, noon),),
            offers=(offer.in_talk(talk.id),) if offer else (),
            vouched=tuple(fact for fact in self.reader.merchant_facts(merchant.id) if fact.is_live(self.now)),
        )
        return draft, facts, self.rulebook, noon, noon + timedelta(days=2)


def trial_offer(reader: Reader, campaign: Campaign, now: datetime) -> CampaignOffer | None:
    """Return what the campaign gives: what the shop honours already, else one as it would be reserved."""
    if not campaign.discount_percent:
        return None
    known = issued_offer(reader, campaign.merchant_id, campaign.id, now)
    ends = now + timedelta(days=3)
    return known or new_offer(campaign.merchant_id, campaign.id, campaign.discount_percent, ends, now)


def _merchant(reader: Reader, merchant_id: MerchantId) -> Merchant:
    merchant = reader.merchant(merchant_id)
    if merchant is None:
        raise Invalid("merchant", "it does not exist", "choose one of yours")
    # What may rest on a shopper's own data is decided for each of them, when they are texted.
    return replace(merchant, settings=replace(merchant.settings, personal_offers=False))


def _sender(reader: Reader, merchant: Merchant, sender_id: SenderId | None) -> Sender | None:
    if sender_id is not None:
        return reader.sender(merchant.id, sender_id)
    return next(iter(reader.senders(merchant.id)), None)


def _shopper(merchant: Merchant, now: datetime) -> Contact:
    phone = f"+1{area_code_in(_MODEL_STATE)}5550100"
    return Contact("con_trial", merchant.id, phone, "Alex", now, region=_MODEL_STATE)


def _agreed(merchant: Merchant, shopper: Contact, now: datetime) -> Consent:
    return Consent(
        id="cst_trial",
        merchant_id=merchant.id,
        phone=shopper.phone,
        scope=ConsentScope.MARKETING,
        state=ConsentState.CONFIRMED,
        wording="",
        method="text",
        source="trial",
        requested_at=now - timedelta(days=1),
        confirmed_at=now - timedelta(days=1),
        answer_id="msg_trial",
    )
