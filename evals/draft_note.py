"""Drafts as the model wrote them, before anything read them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DraftNote:
    """What the AI's model would have texted. `left`: these words went out; `sources`, where they did not, is what its
    tools had told it in that turn."""

    at: datetime
    words: str
    sources: tuple[str, ...] = ()
    left: bool = False


def settled(drafts: Iterable[DraftNote], said: Iterable[str]) -> tuple[DraftNote, ...]:
    """Mark the drafts whose words are among those that the AI `said`; the texts have those sources already."""
    out = {_bare(words) for words in said}
    return tuple(replace(one, left=True, sources=()) if _bare(one.words) in out else one for one in drafts)


def _bare(words: str) -> str:
    return " ".join(words.split())
