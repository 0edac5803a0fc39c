"""Small helpers for phrase rules over normalised texts."""

import re
from collections.abc import Iterable


def any_of(*phrases: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the phrases as whole words."""
    return re.compile(r"\b(?:" + "|".join(phrases) + r")(?!\w)")


def first_match(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    """Return the words of the first match in `texts`, in order."""
    for text in texts:
        if found := pattern.search(text):
            return found.group().strip()
    return None


def without(pattern: re.Pattern[str], text: str) -> str:
    """Return `text` with every match of `pattern` blanked."""
    return " ".join(pattern.sub(" ", text).split())
