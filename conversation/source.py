"""A source: what a text rests on. Found when the text is queued, kept with it, and never changed."""

from dataclasses import dataclass
from enum import StrEnum

ANSWER_PLACE = "answer/"
FACT_PLACE = "fact/"
"""How the place begins of what an AI was told that is no document: its id follows."""


class SourceKind(StrEnum):
    """`tool`: what the AI asked for; the others are what it was told, or what the ledger held at that moment."""

    TOOL = "tool"
    DOCUMENT = "document"
    FACT = "fact"
    ANSWER = "answer"
    OFFER = "offer"
    CART = "cart"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Source:
    """`ref` is its id, a tool's name or a passage's place; `says` its words as they then were.

    `backs` are the claims of the text, in its own words, that it backs; empty where it was only read.
    """

    kind: SourceKind
    ref: str
    says: str
    backs: tuple[str, ...] = ()
