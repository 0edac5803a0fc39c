"""Readability: about the US school grade that the words ask for, by the formulas of those who named them."""

import re

from evals.tone.measure import Measure, Worse, plain_words, value_of
from evals.tone.sizes import WORD, sentence_count
from evals.transcript import MessageNote

NOISY = "the formula is exact, but noisy on short texts; compare packs, not texts"
_SYLLABLES_ARE_A_RULE = f"syllables by a rule; {NOISY}"
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouysxz]es)$")


def ari(words: str) -> float | None:
    """Return the Automated Readability Index; None where there are no words."""
    found = WORD.findall(words)
    if not found:
        return None
    characters = sum(len(word) for word in found)
    return 4.71 * characters / len(found) + 0.5 * len(found) / sentence_count(words) - 21.43


def syllables(word: str) -> int:
    """Return how many syllables an English word has: its groups of vowels, but for a silent end."""
    low = re.sub(r"[^a-z]", "", word.lower())
    groups = len(_VOWELS.findall(low))
    return max(1, groups - 1 if groups > 1 and _SILENT_END.search(low) else groups)


def flesch_ease(words: str) -> float | None:
    """Return the Flesch Reading Ease: 100 is very easy, 0 very hard; None where there are no words."""
    found = WORD.findall(words)
    if not found:
        return None
    return 206.835 - 1.015 * len(found) / sentence_count(words) - 84.6 * sum(map(syllables, found)) / len(found)


def kincaid_grade(words: str) -> float | None:
    """Return the Flesch-Kincaid grade; None where there are no words."""
    found = WORD.findall(words)
    if not found:
        return None
    return 0.39 * len(found) / sentence_count(words) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


def _ari(text: MessageNote) -> float | None:
    return ari(plain_words(text))


def _ease(text: MessageNote) -> float | None:
    return flesch_ease(plain_words(text))


def _grade(text: MessageNote) -> float | None:
    return kincaid_grade(plain_words(text))


READABILITY = (
    Measure(
        "readability",
        "ARI, about a US school grade",
        "Smith & Senter 1967",
        NOISY,
        value_of(_ari),
        worse=Worse.MORE,
    ),
    Measure("reading_ease", "Flesch reading ease", "Flesch 1948", _SYLLABLES_ARE_A_RULE, value_of(_ease)),
    Measure("grade", "Flesch-Kincaid grade", "Kincaid 1975", _SYLLABLES_ARE_A_RULE, value_of(_grade)),
)
