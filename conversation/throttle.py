"""A throttle: after failed attempts the next one must wait, longer each time, whoever asks and in whichever process."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=15)
"""Some hundred guesses a day, and an owner who is kept out by somebody else's guessing can still come in."""
FORGOTTEN_AFTER = timedelta(hours=24)
MOST_DOUBLINGS = 16


@dataclass(frozen=True, slots=True)
class Throttle:
    """What is counted of one subject: an account or an address, each by its hash."""

    subject: str
    failures: int
    last_at: datetime

    def free_again_at(self, free: int) -> datetime:
        """Return when the next attempt may be made, if the first `free` cost nothing."""
        if self.failures < free:
            return self.last_at
        doublings = min(self.failures - free, MOST_DOUBLINGS)
        return self.last_at + min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)
