"""Meeting a goal: whether the shopper got what they wanted, as far as their phone shows."""

import re

from conversation.message import Author, Purpose
from evals.shoppers.role import Goal, Role
from evals.shoppers.shopper import Line

_CODE = re.compile(r"\b(?=[A-Z-]*\d)[A-Z][A-Z0-9-]{4,}\b")
_LINK = re.compile(r"https?://", re.IGNORECASE)


def is_met(role: Role, lines: tuple[Line, ...]) -> bool:
    """Tell whether one of our texts since the shopper's first gave them what they want."""
    return role.goal is Goal.NOTHING or any(_meets(role, line) for line in answers_in(lines))


def answers_in(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return our texts after the shopper's first."""
    first = next((place for place, line in enumerate(lines) if line.by is Author.CONTACT), len(lines))
    return tuple(line for line in lines[first:] if line.by is not Author.CONTACT)


def _meets(role: Role, line: Line) -> bool:
    match role.goal:
        case Goal.ANSWER:
            return any(phrase.casefold() in line.words.casefold() for phrase in role.hears)
        case Goal.DISCOUNT:
            return "%" in line.words and _CODE.search(line.words) is not None
        case Goal.LINK:
            return _LINK.search(line.words) is not None
        case Goal.PERSON:
            return line.by is Author.HUMAN or line.purpose is Purpose.HOLDING
        case Goal.STOP:
            return line.purpose is Purpose.OPT_OUT_CONFIRMATION
        case Goal.NOTHING:
            return True
