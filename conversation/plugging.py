"""What other packages plug in, found by entry point."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points


@cache
def plugged(group: str) -> tuple[EntryPoint, ...]:
    """Return the entries of a group in the order of their names. A process reads what is installed once: it is slow."""
    return tuple(sorted(entry_points(group=group), key=lambda entry: entry.name))
