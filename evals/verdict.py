"""What a transcript, or a whole run, is worth."""

from collections.abc import Iterable
from enum import IntEnum


class Verdict(IntEnum):
    """The value is the exit code. UNJUDGED: it could not be played, or a check crashed; it is neither good nor bad."""

    GOOD = 0
    MISSED = 1
    VIOLATED = 2
    UNJUDGED = 3


_WORST_FIRST = (Verdict.VIOLATED, Verdict.UNJUDGED, Verdict.MISSED, Verdict.GOOD)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the one that counts: a violation before what nobody could judge, that before a miss. None: UNJUDGED."""
    found = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict in found), Verdict.UNJUDGED)
