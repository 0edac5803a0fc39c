"""The pause that a burst of texts asks for: whoever sends three in a row is answered once, after the last."""

from datetime import datetime, timedelta
from itertools import pairwise

from agent.view import Occasion, TurnView

BURST = timedelta(seconds=20)
"""Texts that follow each other within so long are one burst."""

RHYTHM = 1.5
"""The pause, in the burst's own usual gaps."""

LONGEST_PAUSE = timedelta(seconds=5)
LONGEST_WAIT = timedelta(seconds=15)
"""How long the first text of a burst waits at most, however long it goes on."""


def typing_until(view: TurnView) -> datetime | None:
    """Return until when the shopper may still be typing; None where they are not, as after a text that stands alone."""
    texts = view.unanswered
    if view.occasion is not Occasion.REPLY or len(texts) < 2:
        return None
    gaps = [later.created_at - earlier.created_at for earlier, later in pairwise(texts)]
    if gaps[-1] > BURST:
        return None
    close = [gap for gap in gaps if gap <= BURST]
    pause = min(LONGEST_PAUSE, RHYTHM * sum(close, timedelta()) / len(close))
    until = min(texts[-1].created_at + pause, texts[0].created_at + LONGEST_WAIT)
    until -= timedelta(microseconds=until.microsecond % 1000)
    return until if until > view.now else None
