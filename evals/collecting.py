"""Scoring without the cyclic garbage collector: what is parsed and judged has no cycles, and goes by itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """Spare the collector's rounds, a tenth of the CPU that scoring takes; as before afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
