"""Which label a text truthfully carries, from who wrote how much of it."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from conversation.draft import Draft
from conversation.ids import UserId
from conversation.message import Author, Evidence, TrafficType

MOST_VERBATIM_SHARE = 0.5
"""From this share of foreign characters on, a person's text counts as written by whatever wrote the source."""

_SHORTEST_RUN = 4
TELLING_RUN = 16
"""Characters: shorter runs are shared by any two texts about the same cart, longer ones hardly ever by chance."""
_LINK = re.compile(r"https?://\S+")
_SPACE = re.compile(r"\s+")


def verbatim_share(sent: str, source: str) -> float:
    """Return the share (0 to 1) of `sent` that runs of four or more characters of `source` account for, in order.

    For a source that its author named. Case, spacing and links, which are the shop's, do not count.
    """
    sent, source = folded(sent), folded(source)
    if not sent or not source:
        return 0.0
    blocks = SequenceMatcher(None, sent, source, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _SHORTEST_RUN) / len(sent)


def taken_share(sent: str, sources: Iterable[str]) -> float:
    """Return the share (0 to 1) of `sent` that lies in runs of `TELLING_RUN` or more characters of any source.

    For sources that nobody named. Case, spacing and links do not count.
    """
    sent = folded(sent)
    runs = {source[at : at + TELLING_RUN] for source in map(folded, sources) for at in _starts(source)}
    taken = bytearray(len(sent))
    for at in _starts(sent):
        if sent[at : at + TELLING_RUN] in runs:
            taken[at : at + TELLING_RUN] = b"\x01" * TELLING_RUN
    return sum(taken) / len(sent) if sent else 0.0


def folded(text: str) -> str:
    """Return the words as they are compared: in one case, singly spaced, without links."""
    return _SPACE.sub(" ", _LINK.sub(" ", text)).strip().casefold()


def _starts(text: str) -> range:
    return range(len(text) - TELLING_RUN + 1)


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
