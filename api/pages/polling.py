"""How often a fragment looks again for what is going on: less often each time, and not at all once it has ended."""

from typing import Annotated

from fastapi import Query

FIRST = 1
LONGEST = 30
"""Seconds. House figures."""

Waited = Annotated[int, Query(ge=0, le=LONGEST)]
"""How long the page waited before it asked."""


def longer(waited: int) -> int:
    """Return how many seconds the fragment waits before it looks again."""
    return min(max(2 * waited, FIRST), LONGEST)
