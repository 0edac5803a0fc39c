"""Working without the cyclic garbage collector, where hardly anything has cycles that could go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """Spare the collector's rounds: a tenth of what scoring takes, a fifth of a start; as before afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
