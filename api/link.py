"""The link between processes: a few words to those that run beside this one. What is lost on it is in the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

Hear = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the others can be heard now, and how often words may have been lost since the start.

    Who sees another count than before missed something, perhaps, and reads the ledger again.
    """

    is_up: bool
    losses: int = 0


class Link(Protocol):
    """Carries single lines of words, by topic, to every other process; never back to the one that said them."""

    @property
    def health(self) -> Health: ...

    def say(self, topic: str, words: str) -> None:
        """Tell the others, without waiting. Nobody hears it while the link is lost. `words` are one line."""
        ...

    def listen(self, topic: str, hear: Hear) -> None:
        """Call `hear` with each line that another process says on `topic`, for as long as the link lives."""
        ...

    async def start(self) -> None:
        """Begin. A link that is not there yet is no error: it is waited for in the background."""
        ...

    async def close(self) -> None: ...


class NoLink:
    """For a process that runs alone: nobody is there to be missed."""

    health = Health(is_up=True)

    def say(self, topic: str, words: str) -> None:
        """Nobody is told."""

    def listen(self, topic: str, hear: Hear) -> None:
        """Nobody is heard."""

    async def start(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Nothing to let go of."""


def open_link(redis_url: str) -> Link:
    """Return the link over the Redis at `redis_url`, or none where that is empty. Raises Misconfigured."""
    if not redis_url:
        return NoLink()
    from api.link_redis import RedisLink

    return RedisLink(redis_url)
