"""The words of a question that say what it is about."""

import re

_WORD = re.compile(r"[^\W_]+")
_IN_ANY_SENTENCE = """
a about after all am an and any are as at be been but by can could did do does for from get got had has have hello
hey hi how i d m if in into is it its just know let like ll may me my no not of off ok okay on one or our out
please pls re s should so some t tell thank thanks than that the their them then there these they this those to u
up us ve want was we were what when where which who why will with would yes you your
"""
_ENDINGS = re.compile(r"(?<=...)(?:[a-z]?ing|ies|ed|es|s|e|y)$")
MOST_ELSE = 10
"""More other words than this in a name make no difference."""
_STOP_WORDS = frozenset(_IN_ANY_SENTENCE.split())


def content_words(text: str) -> list[str]:
    """Return the lower-case words of `text` in order, less those that stand in any sentence."""
    return [word for word in _WORD.findall(text.lower()) if word not in _STOP_WORDS]


def stems(text: str) -> set[str]:
    """Return the words of `text` that say what it is about, less their endings."""
    return {_ENDINGS.sub("", word) for word in content_words(text)}


def fit_of(asked: set[str], title: str, options: str) -> int:
    """Score how much of what was asked a ware's name and options say; the name must be among it.

    Of two that say as much the one whose name says less else is better: a backpack is no backpack cover.
    """
    name = stems(title)
    named = asked & name
    fit = 2 * len(named) + len(asked & stems(options))
    return MOST_ELSE * fit - min(len(name - asked), MOST_ELSE - 1) if named else 0
