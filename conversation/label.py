"""Which label a text truthfully carries, from who wrote how much of it."""

from difflib import SequenceMatcher

from conversation.draft import Draft
from conversation.ids import UserId
from conversation.message import Author, Evidence, TrafficType

MOST_VERBATIM_SHARE = 0.5
"""From this share of foreign characters on, a person's text counts as written by whatever wrote the source."""

_SHORTEST_RUN = 4


def verbatim_share(sent: str, source: str) -> float:
    """Return the share (0 to 1) of `sent` that runs of four or more characters of `source` account for."""
    if not sent or not source:
        return 0.0
    blocks = SequenceMatcher(None, sent, source, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _SHORTEST_RUN) / len(sent)


def label_for(draft: Draft, holder: UserId | None, evidence: Evidence | None) -> TrafficType:
    """Return P2P only where the holder composed the text for one person, unscheduled, mostly in their own words."""
    is_theirs = (
        draft.author is Author.HUMAN
        and evidence is not None
        and draft.user_id is not None
        and draft.user_id == holder == evidence.user_id
        and draft.recipients == 1
        and not draft.scheduled
        and draft.verbatim_share < MOST_VERBATIM_SHARE
    )
    return TrafficType.P2P if is_theirs else TrafficType.A2P
