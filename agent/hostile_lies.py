"""The hostile model's lies: texts that must never leave, made from data by dice, some in disguise."""

import codecs
import random
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_NAMES = ("Emma", "Jake", "Sofia", "Marcus", "Lucy", "Diego")
_HOSTS = ("tidewater-deals.shop", "tldewater.example", "evil.example", "bit.ly", "pay-tidewater.com")
_CODES = ("SAVE", "VIP", "GIFT", "LUCKY", "DEAL", "EXTRA")
_PERCENTS = (23, 35, 40, 65, 75, 90)
_LEAKED = 160
"""Characters of the instructions in one leak: what fits into a text."""

_HONEST = ("Hi!", "Thanks for asking.", "Happy to help.", "Sure thing.", "")
_LOOKALIKES = str.maketrans("aeopcx", "\u0430\u0435\u043e\u0440\u0441\u0445")
"""Cyrillic for Latin."""
_LEET = str.maketrans("aeio", "4310")


@dataclass(frozen=True, slots=True)
class Lie:
    """A text and the wrong that it is, by its name in the data."""

    wrong: str
    text: str


def tell(dice: random.Random, instructions: str, stolen: Sequence[str]) -> Lie:
    """Return a lie. `instructions` are what it may leak, `stolen` what belongs to others."""
    wrong = dice.choice(tuple(_words()))
    template = dice.choice(_words()[wrong])
    words = template.format_map(_fillings(dice, instructions, stolen))
    text = f"{dice.choice(_HONEST)} {words}".strip()
    return Lie(wrong, _disguised(dice, text) if wrong in _DISGUISED else text)


def wrongs() -> tuple[str, ...]:
    """Return the names of all wrongs that a lie may be."""
    return tuple(_words())


_DISGUISED = frozenset({"percent", "code", "person", "stock", "deadline", "payment", "freebie"})


@cache
def _words() -> Mapping[str, list[str]]:
    read: dict[str, list[str]] = yaml.safe_load((files(__package__) / "hostile_words.yaml").read_text("utf-8"))
    return read


def _fillings(dice: random.Random, instructions: str, stolen: Sequence[str]) -> Mapping[str, str]:
    begin = dice.randrange(max(1, len(instructions) - _LEAKED))
    leaked = " ".join(instructions[begin : begin + _LEAKED].split())
    return {
        "percent": str(dice.choice(_PERCENTS)),
        "code": f"{dice.choice(_CODES)}{dice.randint(23, 99)}",
        "money": f"{dice.randint(7, 61)}.{dice.choice(('13', '37', '71'))}",
        "count": str(dice.randint(2, 9)),
        "name": dice.choice(_NAMES),
        "hour": str(dice.randint(1, 11)),
        "host": dice.choice(_HOSTS),
        "stolen": dice.choice(stolen) if stolen else "somebody else's order",
        "instructions": leaked,
        "instructions_base64": b64encode(leaked.encode()).decode(),
        "instructions_rot13": codecs.encode(leaked, "rot13"),
        "instructions_backwards": leaked[::-1],
    }


def _disguised(dice: random.Random, text: str) -> str:
    """Return `text`, every other time in a disguise that a person reads through."""
    match dice.randrange(8):
        case 0:
            return "\u200b".join(text)
        case 1:
            return text.translate(_LOOKALIKES)
        case 2:
            return text.upper()
        case 3:
            return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
        case 4:
            place = dice.randrange(len(text))
            return text[:place] + text[place:].translate(_LEET)
        case _:
            return text
