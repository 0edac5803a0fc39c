"""The event loop of a process that serves: uvloop where it is installed, which halves what a turn's wake-ups cost."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end and return its answer. uvicorn[standard] brings uvloop, except on Windows."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)
