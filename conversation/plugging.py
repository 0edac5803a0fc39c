"""What other packages plug in, found by entry point."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from conversation.errors import Misconfigured


@cache
def plugged(group: str) -> tuple[EntryPoint, ...]:
    """Return the entries of a group in the order of their names. A process reads what is installed once: it is slow."""
    return tuple(sorted(entry_points(group=group), key=lambda entry: entry.name))


def load(entry: EntryPoint) -> object:
    """Return what an entry names. Raises Misconfigured where its package breaks on the way."""
    try:
        return entry.load()
    except Exception as error:
        why = f"{entry.value} cannot be loaded: {type(error).__name__}: {error}; mend or uninstall its package"
        raise Misconfigured(f"{entry.group} {entry.name}", why) from error
