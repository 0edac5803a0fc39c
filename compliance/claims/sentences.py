"""The sentences of a text as they were written, and which of them make a claim."""

import re

from compliance.claims.claim import Claim
from compliance.claims.read_text import read_text
from compliance.plain_text import plain


def sentences_with(text: str, claims: tuple[Claim, ...]) -> tuple[tuple[str, tuple[Claim, ...]], ...]:
    """Return the sentences of `text` that make `claims`, as they were written, each with its own."""
    found = ((sentence, _made_in(sentence, claims)) for sentence in sentences_of(text))
    return tuple((sentence, made) for sentence, made in found if made)


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of `text` as they were written."""
    return tuple(part.strip() for part in re.split(r"(?<=[.!?])\s+", plain(text)) if part.strip())


def _made_in(sentence: str, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    read = read_text(sentence)
    written = (read.low, *(link.words for link in read.links))
    return tuple(claim for claim in claims if any(claim.words.strip() in part for part in written))
