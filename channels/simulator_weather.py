"""How the simulated network misbehaves: settings that say how often, and dice that decide when."""

import random
from dataclasses import dataclass
from enum import StrEnum


class RejectAt(StrEnum):
    """When a number's refusal shows: in the answer to a send, or later in a status callback."""

    SEND = "send"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Reject:
    """A phone that takes no texts. `code` is a Twilio error code; 21610 means opted out."""

    phone: str
    code: str = "21610"
    at: RejectAt = RejectAt.SEND


@dataclass(frozen=True, slots=True)
class Weather:
    """The network's manners. Chances lie between 0 and 1, times are real seconds; the default is a calm day.

    Raises:
        ValueError: a chance or a time out of range.
    """

    delay: tuple[float, float] = (0.0, 0.0)
    """Least and most time before a webhook is due."""
    repeat: float = 0.0
    """Chance that a webhook comes twice."""
    reorder: float = 0.0
    """Chance that a webhook is held back, so that later ones overtake it."""
    hold: float = 0.5
    """How long such a webhook is held back."""
    lose: float = 0.0
    """Chance that a status callback never comes, or that an inbound text's webhook only comes when retried."""
    down: float = 0.0
    """Chance that a send fails before the network takes it: `Unreachable(maybe_sent=False)`."""
    unsure: float = 0.0
    """Chance that a text leaves and the answer is lost: `Unreachable(maybe_sent=True)`."""
    attempts: int = 5
    """How often a webhook is tried before the network gives up."""
    backoff: float = 0.5
    """Wait before the second try; it doubles with each further try."""
    rejects: tuple[Reject, ...] = ()
    seed: int | None = None
    """Makes the dice fall the same way again."""

    def __post_init__(self) -> None:
        for name in ("repeat", "reorder", "lose", "down", "unsure"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a chance: give a number from 0 to 1")
        if not 0 <= self.delay[0] <= self.delay[1] or self.hold < 0 or self.backoff < 0:
            raise ValueError("delay, hold and backoff are seconds: give least and most, none below 0")
        if self.attempts < 1:
            raise ValueError("attempts: give 1 or more")

    def reject(self, phone: str, at: RejectAt) -> Reject | None:
        """How this phone refuses at this moment, if it does."""
        return next((reject for reject in self.rejects if reject.phone == phone and reject.at is at), None)


class Dice:
    """Decides, by the weather's chances, what happens this time."""

    def __init__(self, weather: Weather) -> None:
        self._weather = weather
        self._random = random.Random(weather.seed)

    def delay(self) -> float:
        return self._random.uniform(*self._weather.delay)

    def falls(self, chance: float) -> bool:
        """True with this chance: never at 0, always at 1."""
        return self._random.random() < chance
