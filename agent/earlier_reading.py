"""What is told of one earlier text of a shopper's: a question, a no, an intention, sizes and colours."""

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.triggers import normal
from compliance.intents import read_intent
from compliance.intents.intent import IntentLabel
from conversation.promise import promises

LONGEST = 50
"""Characters of any one thing that is told."""

_QUESTION = re.compile(r"[^.!?]*\?(?!\S)")
_DECLINED = re.compile(
    r"\bnot (really )?interested\b|\bno,? thank(s| you)\b|\bchanged my mind\b|\bi'?ll pass\b"
    r"|\bno longer (want|need)\b|\b(don'?t|do not) (want|need) (it|them|any|this|that)\b"
)
_NO_SIZE = r"(?!\.\d|\w|\s*(?:%|off\b|days?\b|weeks?\b|hours?\b|minutes?\b))"
_SIZE = re.compile(
    rf"\b(?:sizes?|sized|in an?|in|wear)(?: is| an?)? (\d{{1,3}}(?:\.5)?|x{{0,3}}[sl]|m|small|medium|large){_NO_SIZE}"
)
_COLOUR = re.compile(
    r"\b(black|white|gr[ae]y|red|blue|navy|green|olive|yellow|orange|purple|pink|brown|tan|beige|cream|teal)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Each part is empty where the text has none."""

    question: str = ""
    declined: str = ""
    intends: str = ""
    sizes: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def read_earlier(text: str) -> Reading:
    """Return what is told of `text`, from which other people's contact data has been taken out.

    Nothing is told of one that code dealt with, such as a wish to talk to a person: it would be taken for a new one.
    """
    if read_intent(text, pending_opt_in=False, learned=False).label is not IntentLabel.NONE:
        return Reading()
    words = normal(text)
    question = _QUESTION.search(text)
    has_declined, sizes = _DECLINED.search(words) is not None, _SIZE.findall(words)
    return Reading(
        question=short(question.group()) if question else "",
        declined=short(text) if has_declined else "",
        intends=short(text) if promises(text) and not has_declined and not question else "",
        sizes=tuple(dict.fromkeys([*(f"size {size}" for size in sizes), *_COLOUR.findall(words)])),
    )


def short(text: str) -> str:
    """Return `text` on one line, cut between words where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 2].rsplit(" ", 1)[0] + " ..."
