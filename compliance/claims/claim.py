"""A claim: what a text says that nothing backs."""

from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    """What is claimed."""

    CODE = "code"
    PERCENTAGE = "percentage"
    AMOUNT_OFF = "amount off"
    DEAL = "deal"
    PRICE = "price"
    FORMER_PRICE = "former price"
    FREEBIE = "free extra"
    STOCK = "stock"
    CROWD = "what others do"
    DEADLINE = "deadline"
    PRESSURE = "pressure"
    REVIEW = "review"
    PROMISE = "promise"
    FIGURE = "bare number"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim that nothing backs, in the text's own words. A hard one stays refused whoever checked it."""

    kind: ClaimKind
    words: str
    is_hard: bool
