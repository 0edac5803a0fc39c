"""Reading conditions from YAML: ``{cart_total: over 30, tag: [vip, staff], replied: no}``."""

import re
from collections.abc import Callable

from conversation.consent import ConsentScope
from conversation.errors import Invalid
from conversation.tag import fold_tag
from flows.conditions import NUMBERS, YES_OR_NO, About, Compare, Condition
from flows.nodes import Node

_NUMBER = re.compile(rf"({'|'.join(each.value for each in Compare)}) +(\d{{1,9}}(?:\.\d{{1,2}})?)")
_TRUTHS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def read_conditions(node: Node) -> tuple[Condition, ...]:
    """Return what must hold, all of it."""
    entries = node.entries(tuple(about.value for about in About))
    return tuple(_condition(About(name), value) for name, value in entries.items())


def read_truth(node: Node) -> bool:
    """Read yes or no; no where it is neither, which is blamed."""
    words = node.text("yes or no").lower()
    if words and words not in _TRUTHS:
        node.blame(f"{words!r} is neither yes nor no", "write yes or no")
    return _TRUTHS.get(words, False)


def _condition(about: About, node: Node) -> Condition:
    if about in NUMBERS:
        return _number(about, node)
    if about in YES_OR_NO:
        return Condition(about, is_so=read_truth(node))
    read = _READERS.get(about, Node.text)
    words = tuple(word for part in node.items() if (word := read(part)))
    return Condition(about, words=words)


def _number(about: About, node: Node) -> Condition:
    words = node.text("at least 2")
    found = _NUMBER.fullmatch(words.lower())
    if words and not found:
        node.blame(f"{words!r} compares with nothing", "write over, at least, exactly, at most or under, and a number")
    return Condition(about, Compare(found[1]), float(found[2])) if found else Condition(about)


def _tag(node: Node) -> str:
    try:
        return fold_tag(node.text("a tag"))
    except Invalid as error:
        node.blame(error.problem, error.remedy)
        return ""


def _scope(node: Node) -> str:
    words = node.text("marketing or cart_reminders").lower()
    if words not in set(ConsentScope):
        node.blame(f"there is no consent to {words!r}", f"write {' or '.join(ConsentScope)}")
    return words


def _place(node: Node) -> str:
    words = node.text("a code such as US or CO").upper()
    if not re.fullmatch(r"[A-Z]{2}", words):
        node.blame(f"{words!r} is no code of two letters", "write the country as US, the state as CO")
    return words


def _currency(node: Node) -> str:
    words = node.text("a currency such as USD").upper()
    if not re.fullmatch(r"[A-Z]{3}", words):
        node.blame(f"{words!r} is no currency", "write its three letters, such as USD")
    return words


_READERS: dict[About, Callable[[Node], str]] = {
    About.TAG: _tag,
    About.NO_TAG: _tag,
    About.CONSENT: _scope,
    About.COUNTRY: _place,
    About.STATE: _place,
    About.CURRENCY: _currency,
}
