"""The card of a draft that waits for a person: send it, change it, or throw it away."""

from dataclasses import dataclass

from api.pages.look import Look
from api.pages.moments import Moments, Stamp
from api.pages.sources import SourceLine, source_lines
from conversation.conversation import Control, Conversation
from conversation.role import Permission
from handoff.suggesting import suggestion_of


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """`shown` is when it was put before the person; `stale` when it ends by itself."""

    id: str
    words: str
    shown: str
    stale: Stamp
    sources: tuple[SourceLine, ...]


def suggestion_card(look: Look, moments: Moments, row: Conversation) -> SuggestionCard | None:
    """Return the card, where a draft waits and the AI still has control."""
    if row.control is not Control.AI:
        return None
    if not look.may(Permission.REPLY, row):
        return None
    waiting = suggestion_of(look.books, row.merchant_id, row.id)
    if waiting is None:
        return None
    draft, stale = waiting.draft, moments.at(waiting.expires_at)
    return SuggestionCard(waiting.id, draft.body, look.now.isoformat(), stale, source_lines(draft.rests_on))
