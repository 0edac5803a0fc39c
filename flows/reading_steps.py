"""Reading a flow's steps from YAML."""

from collections.abc import Callable
from datetime import timedelta

from conversation.autonomy import Autonomy
from conversation.errors import Invalid
from conversation.tag import fold_tag
from flows.hearing import WISHES
from flows.nodes import Node
from flows.reading_conditions import read_conditions
from flows.spans import read_span
from flows.steps import (
    AddTag,
    AiText,
    Arm,
    Case,
    Discount,
    DropTag,
    End,
    Enter,
    HandToPerson,
    If,
    Listen,
    Place,
    Split,
    Step,
    Steps,
    SwitchAi,
    Text,
    Wait,
    Winner,
)

MOST_STEPS = 100
MOST_ARMS = 6
LONGEST_NAME = 40
WINNERS = ("conversion", "click", "reply")
_WISH = "means"
_WORDS = "says"
_OTHERS: dict[str, tuple[str, ...]] = {
    "wait": (),
    "text": ("name", "discount", "media"),
    "ai_text": (),
    "if": ("then", "else"),
    "listen": ("cases", "otherwise", "timeout"),
    "split": ("variants", "winner"),
    "ai": (),
    "tag": (),
    "untag": (),
    "hand_to_person": (),
    "enter": (),
    "end": (),
}
"""Each step by the key that names it, and the keys that go with it."""

Entries = dict[str, Node]


def read_steps(node: Node | None) -> Steps:
    """Return the steps; none where the key is left out."""
    if node is None:
        return ()
    return tuple(step for part in node.items() if (step := _step(part)) is not None)


def read_length(node: Node) -> timedelta:
    """Read a span; a minute where it is none, which is blamed."""
    words = node.text("30 minutes")
    span = read_span(words) if words else None
    if words and span is None:
        node.blame(f"{words!r} is no length of time", "write it as 30 minutes, 2 hours, 3 days, up to a year")
    return span or timedelta(minutes=1)


def read_mode(node: Node) -> Autonomy | None:
    """Read what the AI may do; None where it is as the merchant has it."""
    words = node.text("off, suggest, auto or inherit").lower()
    if words in ("inherit", ""):
        return None
    if words == "on":
        return Autonomy.AUTO
    if words not in set(Autonomy):
        node.blame(f"{words!r} is nothing that the AI can be set to", "write off, suggest, auto, or inherit")
        return None
    return Autonomy(words)


def _step(node: Node) -> Step | None:
    place = Place(node.line, node.field)
    if not node.is_mapping:
        if (words := node.text("a step")) and words != "end":
            node.blame(f"{words!r} is no step", f"begin it with {', '.join(_OTHERS)}")
        return End(place)
    every = tuple(dict.fromkeys([*_OTHERS, *(key for keys in _OTHERS.values() for key in keys)]))
    entries = node.entries(every)
    heads = [name for name in entries if name in _OTHERS]
    if len(heads) != 1:
        problem = f"{' and '.join(heads)} stand in one step" if heads else "it says nothing that can be done"
        node.blame(problem, f"begin each step with one of {', '.join(_OTHERS)}")
        return None
    for name in entries:
        if name != heads[0] and name not in _OTHERS[heads[0]]:
            node.blame(f"{name!r} does not go with {heads[0]!r}", _belongs(heads[0]))
    return _READERS[heads[0]](place, entries[heads[0]], entries)


def _belongs(head: str) -> str:
    return f"with it go {', '.join(_OTHERS[head])}" if _OTHERS[head] else "leave it out"


def _name(node: Node | None, place: Place, kind: str) -> str:
    name = node.text("a short name") if node else f"{kind} of line {place.line}"
    if node and len(name) > LONGEST_NAME:
        node.blame(f"it has {len(name)} characters", f"use at most {LONGEST_NAME}")
    return name


def _wait(place: Place, node: Node, entries: Entries) -> Step:
    return Wait(place, read_length(node))


def _text(place: Place, node: Node, entries: Entries) -> Step:
    discount = _discount(entries["discount"]) if "discount" in entries else None
    picture = entries["media"].text("the id of a picture") if "media" in entries else ""
    name, words = _name(entries.get("name"), place, "text"), node.text("the words of the text")
    return Text(place, name, words, discount, (picture,) if picture else ())


def _discount(node: Node) -> Discount:
    words = node.text("a percentage").removesuffix("%").strip()
    if not words.isdecimal() or not 1 <= int(words) <= 90:
        node.blame(f"{words!r} is no percentage that can be given", "write a whole number from 1 to 90")
        return Discount(1)
    return Discount(int(words))


def _ai_text(place: Place, node: Node, entries: Entries) -> Step:
    if (words := node.text("reminder")) != "reminder":
        node.blame(f"the AI does not write {words!r} by itself", "write reminder; it answers replies anyway")
    return AiText(place, "reminder")


def _if(place: Place, node: Node, entries: Entries) -> Step:
    return If(place, read_conditions(node), read_steps(entries.get("then")), read_steps(entries.get("else")))


def _listen(place: Place, node: Node, entries: Entries) -> Step:
    cases = tuple(_case(part) for part in entries["cases"].items()) if "cases" in entries else ()
    otherwise, timeout = read_steps(entries.get("otherwise")), read_steps(entries.get("timeout"))
    return Listen(place, read_length(node), cases, otherwise, timeout)


def _case(node: Node) -> Case:
    entries = node.entries((_WISH, _WORDS, "then"))
    wishes = tuple(part.text("a wish") for part in entries[_WISH].items()) if _WISH in entries else ()
    words = tuple(part.text("a word") for part in entries[_WORDS].items()) if _WORDS in entries else ()
    for wish in wishes:
        if wish and wish not in WISHES:
            remedy = f"use {', '.join(WISHES)}, or `{_WORDS}` with words of your own"
            entries[_WISH].blame(f"{wish!r} is no meaning that is known", remedy)
    if not wishes and not words:
        node.blame("it fits no reply", f"say what a reply {_WISH} or {_WORDS}")
    return Case(Place(node.line, node.field), wishes, words, read_steps(entries.get("then")))


def _split(place: Place, node: Node, entries: Entries) -> Step:
    arms = tuple(_arm(part) for part in entries["variants"].items()) if "variants" in entries else ()
    if not 2 <= len(arms) <= MOST_ARMS:
        node.blame(f"it has {len(arms)} variants", f"write 2 to {MOST_ARMS}, each with a name, a weight and steps")
    names = [arm.name for arm in arms]
    if len(set(names)) < len(names):
        node.blame("two variants have the same name", "name each one differently")
    winner = _winner(entries["winner"]) if "winner" in entries else None
    return Split(place, _name(node, place, "split"), arms, winner)


def _arm(node: Node) -> Arm:
    entries = node.entries(("name", "weight", "steps"))
    place = Place(node.line, node.field)
    weight = entries["weight"].text("a weight") if "weight" in entries else "1"
    if not weight.isdecimal() or not 1 <= int(weight) <= 1000:
        node.blame(f"{weight!r} is no weight", "write a whole number from 1 to 1000; shares follow from all weights")
        weight = "1"
    if "name" not in entries:
        node.blame("it has no name", "name it, such as A")
    return Arm(place, _name(entries.get("name"), place, "variant"), int(weight), read_steps(entries.get("steps")))


def _winner(node: Node) -> Winner:
    entries = node.entries(("by", "after"))
    by = entries["by"].text("conversion") if "by" in entries else ""
    if by not in WINNERS:
        node.blame(f"no winner is found by {by!r}", f"write by: {' or '.join(WINNERS)}")
    if "after" not in entries:
        node.blame("it does not say for how long the test runs", "write after: 14 days")
    return Winner(by, read_length(entries["after"]) if "after" in entries else timedelta(days=14))


def _ai(place: Place, node: Node, entries: Entries) -> Step:
    return SwitchAi(place, read_mode(node))


def _tag(place: Place, node: Node, entries: Entries) -> Step:
    return AddTag(place, _folded(node))


def _untag(place: Place, node: Node, entries: Entries) -> Step:
    return DropTag(place, _folded(node))


def _folded(node: Node) -> str:
    try:
        return fold_tag(node.text("a tag"))
    except Invalid as error:
        node.blame(error.problem, error.remedy)
        return ""


def _hand(place: Place, node: Node, entries: Entries) -> Step:
    return HandToPerson(place, node.text("a note for the person who takes over"))


def _enter(place: Place, node: Node, entries: Entries) -> Step:
    return Enter(place, node.text("the id of another flow"))


def _end(place: Place, node: Node, entries: Entries) -> Step:
    return End(place)


_READERS: dict[str, Callable[[Place, Node, Entries], Step]] = {
    "wait": _wait,
    "text": _text,
    "ai_text": _ai_text,
    "if": _if,
    "listen": _listen,
    "split": _split,
    "ai": _ai,
    "tag": _tag,
    "untag": _untag,
    "hand_to_person": _hand,
    "enter": _enter,
    "end": _end,
}
