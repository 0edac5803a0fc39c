"""A tag: a word that a merchant files a contact under."""

from dataclasses import dataclass
from datetime import datetime

from conversation.errors import Invalid
from conversation.ids import ContactId, MerchantId

LONGEST_TAG = 40
"""Characters."""

TEST = "test"
"""Whoever is filed under this counts in no figure: they try things out."""


@dataclass(frozen=True, slots=True)
class Tag:
    """`word` is folded, see `fold_tag`. `by` is a user's id, or names the flow or import that added it."""

    merchant_id: MerchantId
    contact_id: ContactId
    word: str
    by: str
    at: datetime


def fold_tag(word: str) -> str:
    """Return the tag as it is kept: lower case, single spaces. Raises Invalid for none, or one that is too long."""
    folded = " ".join(word.lower().split())
    if not folded:
        raise Invalid("tag", "it is empty", "write a word, such as vip")
    if len(folded) > LONGEST_TAG:
        raise Invalid("tag", f"it has {len(folded)} characters", f"use at most {LONGEST_TAG}")
    return folded
