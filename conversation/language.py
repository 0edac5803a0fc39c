"""A guess at a text's language from its smallest words, to find somebody who speaks it. None is better than wrong."""

import re
from collections.abc import Iterable

_SMALL_WORDS = {
    "en": "the is are you my it i to and of for was what when can do not with this have",
    "es": "el la los las es que de por para mi con una un no hola cuando puedo quiero esta está y",
    "fr": "le la les est que de pour mon ma avec une un je pas bonjour quand puis vous et ce",
}
_LANGUAGES = {name: frozenset(words.split()) for name, words in _SMALL_WORDS.items()}
_WORD = re.compile(r"\w+")
LEAST = 2


def language_of(texts: Iterable[str]) -> str | None:
    """Return ``en``, ``es`` or ``fr`` where at least two small words say so and no other language has as many."""
    words = [word for text in texts for word in _WORD.findall(text.casefold())]
    counts = sorted((sum(word in small for word in words), name) for name, small in _LANGUAGES.items())
    (next_most, _), (most, best) = counts[-2:]
    return best if most >= LEAST and most > next_most else None
