"""Granting what a campaign gives: within the merchant's limits, and issued by the shop before anybody is texted."""

from dataclasses import replace
from datetime import datetime, timedelta

from conversation.campaign_offer import CampaignOffer
from conversation.chance import chance
from conversation.contact import Contact
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books, Reader
from conversation.merchant import MerchantSettings
from conversation.offer import Offer, OfferState
from conversation.offers import CODE_ALPHABET, counts_to_limit

LEAVE_OUT = "or leave the discount out"


def check_share(percent: int, settings: MerchantSettings) -> None:
    """Raise Invalid where the merchant's limits do not let everybody have so much off."""
    if percent == 0:
        return
    ceiling = settings.offer_ceiling_percent
    if not 1 <= percent <= ceiling:
        raise Invalid("discount", f"{percent} % is out of the limits", f"give 1 to {ceiling} %, {LEAVE_OUT}")
    if settings.offer_ceiling_amount is not None or settings.offer_margin_floor_percent is not None:
        why = "the brand's ceiling in money and its margin hold for one cart, and a code for many cannot keep them"
        raise Invalid("discount", why, f"take these limits off, {LEAVE_OUT}")


def reserve_campaign_offer(
    books: Books, merchant_id: MerchantId, campaign_id: str, percent: int, until: datetime, now: datetime
) -> CampaignOffer:
    """Return the campaign's offer that lasts `until` then at least, or reserve one. Raises Invalid, Unknown."""
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    check_share(percent, merchant.settings)
    known = books.campaign_offer(merchant_id, campaign_id)
    if known is not None and known.percent == percent and known.is_live(now) and known.expires_at >= until:
        return known
    offer = new_offer(merchant_id, campaign_id, percent, until, now)
    books.save_campaign_offer(offer)
    return offer


def issue_campaign_offer(books: Books, offer: CampaignOffer, code: str) -> CampaignOffer:
    """Note that the shop honours the offer by `code`: the offer's own, or the one that the shop gave instead."""
    current = books.campaign_offer(offer.merchant_id, offer.campaign_id)
    if current is None or current.id != offer.id:
        return current or offer
    issued = replace(current, state=OfferState.ISSUED, code=code)
    books.save_campaign_offer(issued)
    return issued


def issued_offer(reader: Reader, merchant_id: MerchantId, campaign_id: str, now: datetime) -> CampaignOffer | None:
    """Return the campaign's offer, where the shop honours it now."""
    offer = reader.campaign_offer(merchant_id, campaign_id)
    return offer if offer is not None and offer.state is OfferState.ISSUED and offer.is_live(now) else None


def new_offer(merchant_id: MerchantId, campaign_id: str, percent: int, until: datetime, now: datetime) -> CampaignOffer:
    """Return an offer that nobody knows of yet."""
    code = f"SAVE{percent}-" + "".join(chance().choice(CODE_ALPHABET) for _ in range(5))
    offer_id = new_id("off", now)
    return CampaignOffer(offer_id, campaign_id, merchant_id, code, percent, OfferState.RESERVED, now, until)


def offers_lately(
    reader: Reader, contact: Contact, settings: MerchantSettings, now: datetime, *, leave_out: str = ""
) -> tuple[Offer, ...]:
    """Return what counts towards the contact's limit: live or redeemed, of carts and of campaigns but `leave_out`."""
    since = now - timedelta(days=settings.offer_contact_days)
    told = reader.campaign_offers_to(contact.merchant_id, contact.id)
    given = (offer.in_talk("") for offer in told if offer.campaign_id != leave_out)
    had = (*reader.offers_of_contact(contact.merchant_id, contact.id), *given)
    return tuple(offer for offer in had if offer.reserved_at > since and counts_to_limit(offer, now))
