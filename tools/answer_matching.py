"""Matching a shopper's question to a verified answer by its words alone."""

import re
from collections.abc import Sequence
from datetime import datetime

from conversation.knowledge import VerifiedAnswer
from tools.words import stems

LEAST_ALIKE = 0.75
"""The share of all telling words of both questions that both have. House figure: one word of four may differ."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_POLITE = frozenset(
    [
        "a",
        "an",
        "the",
        "hi",
        "hello",
        "hey",
        "please",
        "pls",
        "thanks",
        "thank",
        "ok",
        "okay",
        "so",
        "um",
        "also",
        "and",
        "just",
        "quick",
        "question",
    ]
)
_SHORT = {"u": "you", "r": "are", "ur": "your"}


def matching_answer(answers: Sequence[VerifiedAnswer], question: str, now: datetime) -> VerifiedAnswer | None:
    """Return the answer one of whose questions is most like `question`; None where none is like it."""
    asked = _telling(question)
    best, most = None, LEAST_ALIKE
    for answer in answers:
        alike = max((_alike(asked, _telling(one)) for one in answer.questions), default=0.0)
        if answer.is_live(now) and alike >= most and (best is None or alike > most):
            best, most = answer, alike
    return best


def exact_answer(answers: Sequence[VerifiedAnswer], text: str, now: datetime) -> VerifiedAnswer | None:
    """Return the exact answer that `text` asks for and nothing else: in the same words, politeness apart."""
    if not any(answer.is_exact for answer in answers):
        return None
    asked = _said(text)
    for answer in answers:
        if answer.is_exact and answer.is_live(now) and asked and asked in [_said(one) for one in answer.questions]:
            return answer
    return None


def _alike(asked: frozenset[str], known: frozenset[str]) -> float:
    return len(asked & known) / len(asked | known) if asked and known else 0.0


def _telling(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _said(text: str) -> tuple[str, ...]:
    words = _WORD.findall(text.lower().replace("\u2019", "'"))
    return tuple(_SHORT.get(word, word) for word in words if word not in _POLITE)
