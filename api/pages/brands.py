"""Whose name a person writes in: each brand in a colour of its own, always with its name beside it."""

from dataclasses import dataclass

from api.pages.words import phone_words
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.user import User

TONES = 6
"""How many colours there are; who works for more brands than that sees some twice."""


@dataclass(frozen=True, slots=True)
class Brand:
    """`tone` numbers the colour; `number` is the one that texts leave from."""

    merchant_id: MerchantId
    name: str
    tone: int
    number: str


def brand_of(reader: Reader, user: User, merchant: Merchant) -> Brand:
    """Return the brand as this person sees it: its colour stays, for merchants sort by birth."""
    mine = sorted(user.merchants)
    tone = mine.index(merchant.id) % TONES if merchant.id in mine else 0
    senders = reader.senders(merchant.id)
    return Brand(merchant.id, merchant.name, tone, phone_words(senders[0].phone) if senders else "no number")
