"""Searching: conversations by a shopper's name or number, or by what was texted.

Words are folded alike when they are stored and when they are sought: no accents, no case, letters and digits only.
All words must be found together in one name or one text; the last may be the beginning of one.
"""

import re
import unicodedata
from dataclasses import dataclass

from conversation.ids import ContactId, ConversationId, MerchantId, MessageId

MOST_WORDS = 8
LONGEST_WORD = 40
SHORTEST_BEGINNING = 3
"""Two letters begin too many words to be of use; they are found as a word of their own."""
SHORTEST_NUMBER = 3
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[\d\s()+.\-]+")


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for: folded words, and the digits where it may be part of a number."""

    words: tuple[str, ...]
    number: str | None = None

    @property
    def of_contacts(self) -> tuple[str, ...]:
        """What a shopper's name or number must have."""
        return (self.number,) if self.number else self.words


@dataclass(frozen=True, slots=True)
class TextFound:
    """A text in which all the words are."""

    merchant_id: MerchantId
    conversation_id: ConversationId
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class Found:
    """Contacts by name or number, and texts, those written down last first."""

    contacts: tuple[tuple[MerchantId, ContactId], ...] = ()
    texts: tuple[TextFound, ...] = ()


def sought(typed: str) -> Sought | None:
    """Return what was typed as what to look for; None where it holds no word."""
    words = _fold(typed)[:MOST_WORDS]
    if not words:
        return None
    digits = "".join(filter(str.isdecimal, typed))
    is_number = _NUMBER.fullmatch(typed) is not None and len(digits) >= SHORTEST_NUMBER
    return Sought(tuple(words), digits if is_number else None)


def words_of_text(text: str) -> str:
    """Return each word of a text once, folded, with spaces between them."""
    return " ".join(dict.fromkeys(_fold(text)))


def words_of_contact(name: str, phone: str) -> str:
    """Return the words of a shopper's name, and their number as one might begin to write it."""
    digits = "".join(filter(str.isdecimal, phone))
    return " ".join(dict.fromkeys([*_fold(name), digits, digits[-10:], digits[-7:], digits[-4:]]))


def is_in(words: tuple[str, ...], stored: str) -> bool:
    """Tell whether every word is among those stored, the last at least as the beginning of one."""
    there = stored.split(" ")
    *whole, last = words
    is_begun = is_beginning(last) and any(word.startswith(last) for word in there)
    return all(word in there for word in whole) and (is_begun or last in there)


def is_beginning(word: str) -> bool:
    """Tell whether longer words are looked for too."""
    return len(word) >= SHORTEST_BEGINNING


def _fold(text: str) -> list[str]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain.casefold())]
