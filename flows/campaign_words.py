"""What a campaign says to one recipient: the template with its placeholders filled."""

import re

from conversation.campaign_offer import CampaignOffer
from conversation.contact import Contact
from conversation.errors import Invalid
from conversation.merchant import Merchant
from flows.page_links import LINK, page_placeholders, page_values

FIRST_NAME, BRAND, CODE, PERCENT = "first_name", "brand", "discount_code", "discount_percent"
PLACEHOLDERS = (FIRST_NAME, BRAND)
GIVEN = (CODE, PERCENT)
"""Filled from the campaign's own discount alone."""
NAMELESS = "there"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_placeholders(body: str, merchant: Merchant, discount_percent: int = 0) -> None:
    """Raise Invalid where `body` has a placeholder that nothing fills, a lone brace, or keeps its discount back."""
    given, links = GIVEN if discount_percent else (), page_placeholders(merchant)
    found = [match[1] for match in _PLACEHOLDER.finditer(body)]
    for name in found:
        if name in GIVEN and not given:
            remedy = "give the campaign a discount, or leave it out"
            raise Invalid("body", f"{{{name}}} needs a discount, and the campaign gives none", remedy)
        if name not in (*PLACEHOLDERS, *given, *links):
            known = ", ".join(f"{{{one}}}" for one in (*PLACEHOLDERS, *GIVEN, *links))
            raise Invalid("body", f"nothing fills {{{name}}}", f"use {known}, or leave it out")
    if set(_PLACEHOLDER.sub("", body)) & {"{", "}"}:
        raise Invalid("body", "a brace stands alone", "write placeholders as {first_name}")
    if discount_percent and CODE not in found and not any(name.startswith(LINK) for name in found):
        raise Invalid("body", "it gives a discount and does not tell its code", "write {discount_code} into it")


def words_for(body: str, contact: Contact, merchant: Merchant, offer: CampaignOffer | None = None) -> str:
    """Return `body` as `contact` gets it; who has no name is greeted without one."""
    values = {FIRST_NAME: contact.first_name or NAMELESS, BRAND: merchant.name}
    if LINK in body:
        values |= page_values(merchant, offer.code if offer else "")
    if offer is not None:
        values |= {CODE: offer.code, PERCENT: str(offer.percent)}
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), body)
