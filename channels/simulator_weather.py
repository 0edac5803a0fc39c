"""How the simulated network misbehaves: settings that say how often, and dice that decide when."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class RejectAt(StrEnum):
    """When a number's refusal shows: in the answer to a send, or later in a status callback."""

    SEND = "send"
    STATUS = "status"


CHANCES = ("repeat", "reorder", "lose", "down", "unsure", "crowded", "broken", "slow", "forge")


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
    crowded: float = 0.0
    """Chance that a send is told 429: it has not left, and may be tried again."""
    broken: float = 0.0
    """Chance that a send is answered with a 5xx: nobody can tell whether it left, and half of them did."""
    slow: float = 0.0
    """Chance that the answer to a send takes `slow_seconds`."""
    slow_seconds: float = 0.0
    refusals: Mapping[str, float] = field(default_factory=dict)
    """Chances by error code that a send is refused with it. 21610 blocks the phone from then on."""
    failures: Mapping[str, float] = field(default_factory=dict)
    """Chances by error code that a text that was taken fails with it later, as 30007 does. 21610 blocks as well."""
    forge: float = 0.0
    """Chance that somebody else posts a webhook of their own making before a true one."""
    attempts: int = 5
    """How often a webhook is tried before the network gives up."""
    backoff: float = 0.5
    """Wait before the second try; it doubles with each further try."""
    rejects: tuple[Reject, ...] = ()
    seed: int | None = None
    """Makes the dice fall the same way again."""

    def __post_init__(self) -> None:
        chances = {name: getattr(self, name) for name in CHANCES}
        chances |= {f"refusals.{code}": chance for code, chance in self.refusals.items()}
        chances |= {f"failures.{code}": chance for code, chance in self.failures.items()}
        for name, chance in chances.items():
            if not 0 <= chance <= 1:
                raise ValueError(f"{name} is a chance: give a number from 0 to 1")
        for codes in ("refusals", "failures"):
            if sum(getattr(self, codes).values()) > 1:
                raise ValueError(f"{codes} exclude each other: let their chances sum to 1 at most")
        if not 0 <= self.delay[0] <= self.delay[1] or min(self.hold, self.backoff, self.slow_seconds) < 0:
            raise ValueError("delay, hold, backoff and slow_seconds are seconds: least and most, none below 0")
        if self.attempts < 1:
            raise ValueError("attempts: give 1 or more")

    def reject(self, phone: str, at: RejectAt) -> Reject | None:
        """How this phone refuses at this moment, if it does."""
        return next((reject for reject in self.rejects if reject.phone == phone and reject.at is at), None)


class Dice:
    """Decides, by the weather's chances, what happens this time."""

    def __init__(self, weather: Weather) -> None:
        self._random = random.Random(weather.seed)

    def between(self, least: float, most: float) -> float:
        return self._random.uniform(least, most)

    def pick(self, chances: Mapping[str, float]) -> str | None:
        """Return one of what may happen, each with its chance; None for nothing."""
        if not chances:
            return None
        thrown = self._random.random()
        for what, chance in chances.items():
            thrown -= chance
            if thrown < 0:
                return what
        return None

    def falls(self, chance: float) -> bool:
        """True with this chance: never at 0, always at 1."""
        return self._random.random() < chance
