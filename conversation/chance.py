"""The one source of chance for ids and codes: the system's own, unless a play is to be the same each time."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

_SYSTEM = secrets.SystemRandom()
_chance: ContextVar[Random] = ContextVar("chance", default=_SYSTEM)


def chance() -> Random:
    """Return what ids and codes are drawn from."""
    return _chance.get()


@contextmanager
def seeded_chance(seed: int) -> Iterator[None]:
    """Draw the same in the same order for the same `seed` within, in this task and those that it starts.

    For evals and tests alone: what can be foretold is no protection.
    """
    token = _chance.set(Random(seed))
    try:
        yield
    finally:
        _chance.reset(token)
