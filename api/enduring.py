"""The guard of everything that goes on by itself: what a step raises is told to the operator, and the loop goes on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_WAIT = 1.0
"""Seconds after a step that failed; after each that fails in a row twice as long."""
LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Loops:
    """This process's loops. `stumbling` are those whose last step failed, for who asks whether the process is fit."""

    stumbling: set[str] = field(default_factory=set)
    sleeps: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def go_on(
        self,
        name: str,
        step: Callable[[], Awaitable[object]],
        rest: Callable[[], Awaitable[object]],
        longest: float = LONGEST_WAIT,
    ) -> None:
        """Do the step and rest, again and again until cancelled. `longest` is in seconds.

        Whatever a step raises is logged, and the step done again after a wait: a loop outlives it, as the others do.
        """
        failures = 0
        while True:
            try:
                await step()
                failures = 0
                self.stumbling.discard(name)
                await rest()
            except Exception:
                wait = min(longest, FIRST_WAIT * 2.0 ** min(failures, 30))
                failures += 1
                self.stumbling.add(name)
                logger.exception("%s failed (%d in a row) and goes on in %g s", name, failures, wait)
                await self.sleeps(wait)


async def attempt(what: str, step: Callable[[], Awaitable[T]]) -> T | None:
    """Return what one of several comes to; None where it failed, which is logged and keeps none of the others."""
    try:
        return await step()
    except Exception:
        logger.exception("%s failed; the others go on", what)
        return None
