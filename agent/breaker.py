"""A breaker: what keeps failing is left alone for a while, instead of keeping everybody waiting for it."""

from dataclasses import dataclass

FAILURES = 3
"""Calls in a row that find a model away, after which it is not asked for REST_SECONDS."""
REST_SECONDS = 30.0


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row. After REST_SECONDS one call may try again; `now` is in seconds, from any start."""

    failures: int = 0
    tried_at: float = 0.0

    def lets_through(self, now: float) -> bool:
        return self.failures < FAILURES or now - self.tried_at >= REST_SECONDS

    def note(self, now: float, *, is_away: bool) -> None:
        self.failures = self.failures + 1 if is_away else 0
        self.tried_at = now
