"""Holding out: a share of contacts is not texted, so that comparing shows what texting brings.

Who is held out follows from a hash of the experiment and the contact, so that it takes no chance and is the same on
every machine; the arm that a contact once had stays, should the share be changed later.
"""

from datetime import datetime
from hashlib import sha256

from conversation.assignment import HOLD_OUT, Assignment
from conversation.ids import ContactId, MerchantId
from conversation.ledger import Books
from conversation.touch import Automation

TEXTED = "texted"
"""The arm of those who are."""
WHOLE_BRAND = "brand"
"""The experiment of the brand's own hold-out: who is in it is texted by no flow and no campaign."""


def experiment_of(kind: Automation, automation_id: str) -> str:
    """Name the hold-out of one flow; a campaign's is named as the campaign is."""
    return automation_id if kind is Automation.CAMPAIGN else f"{kind.value}:{automation_id}"


def place(experiment_id: str, contact_id: ContactId) -> float:
    """Return where a contact stands in an experiment, from 0 up to but without 1: always the same."""
    digest = sha256(f"{experiment_id}\n{contact_id}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def is_held_out(
    books: Books, merchant_id: MerchantId, experiment_id: str, contact_id: ContactId, percent: int, now: datetime
) -> bool:
    """Put the contact into an arm, unless they are in one, and tell whether it is the one that is not texted.

    Where nobody is held out no arms are kept.
    """
    if percent == 0:
        return False
    arm = HOLD_OUT if place(experiment_id, contact_id) * 100 < percent else TEXTED
    return books.assign(Assignment(merchant_id, experiment_id, contact_id, arm, now)).is_held_out


def brand_share(books: Books, merchant_id: MerchantId) -> int:
    """Return what share of the brand's contacts no flow and no campaign texts, in percent."""
    merchant = books.merchant(merchant_id)
    return merchant.settings.hold_out_percent if merchant else 0


def may_be_texted(
    books: Books, merchant_id: MerchantId, kind: Automation, automation_id: str, contact_id: ContactId, now: datetime
) -> bool:
    """Tell whether a flow or campaign may text the contact at all, for the brand's hold-out and for its own.

    Ask it before a flow begins for a contact. A campaign holds out by its own share.
    """
    if is_held_out(books, merchant_id, WHOLE_BRAND, contact_id, brand_share(books, merchant_id), now):
        return False
    rule = books.automation_rule(merchant_id, kind, automation_id)
    own = rule.hold_out_percent if rule else 0
    return not is_held_out(books, merchant_id, experiment_of(kind, automation_id), contact_id, own, now)
