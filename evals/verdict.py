"""What a transcript, or a whole run, is worth."""

from collections.abc import Iterable
from enum import IntEnum


class Verdict(IntEnum):
    """The value is the exit code. UNJUDGED: it could not be played, or a check crashed; it is neither good nor bad.

    SET_ASIDE: the simulated shopper did not play its part, so that the conversation counts for nothing. No run is that.
    """

    GOOD = 0
    MISSED = 1
    VIOLATED = 2
    UNJUDGED = 3
    SET_ASIDE = 4


_WORST_FIRST = (Verdict.VIOLATED, Verdict.UNJUDGED, Verdict.MISSED, Verdict.GOOD)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the one that counts: a violation before what nobody could judge, that before a miss.

    None at all, or none but those that were set aside: UNJUDGED.
    """
    found = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict in found), Verdict.UNJUDGED)
