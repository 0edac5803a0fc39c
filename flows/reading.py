"""Reading a flow from its YAML text. What cannot be read is told all at once, each fault with its line."""

import re
from dataclasses import dataclass
from functools import lru_cache

from conversation.errors import Invalid
from conversation.flow_run import TriggerKind
from flows.fault import Fault
from flows.flow import Cancel, Flow, FlowClass, Trigger
from flows.nodes import Node, read_nodes
from flows.reading_conditions import read_conditions, read_truth
from flows.reading_steps import LONGEST_NAME, MOST_STEPS, read_length, read_mode, read_steps
from flows.steps import Place

KEYS = (
    "id", "name", "class", "trigger", "only_if", "once", "not_again_within", "cancel_on", "expires", "ai", "steps",
)  # fmt: skip
_NEEDED = ("id", "name", "class", "trigger", "steps")
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
WITH_WORDS = frozenset({TriggerKind.KEYWORD, TriggerKind.TAG_ADDED})


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading: a flow, or the faults for which there is none."""

    flow: Flow | None
    faults: tuple[Fault, ...] = ()


@lru_cache(maxsize=256)
def read_flow(text: str) -> Read:
    """Read a flow. Nothing but the text decides, so that the same text is read once."""
    root, faults = read_nodes(text)
    if root is None:
        return Read(None, tuple(faults))
    flow = _flow(root)
    return Read(None if faults else flow, tuple(faults))


def flow_of(text: str) -> Flow:
    """Return the flow that `text` holds. Raises Invalid with the first fault where it holds none."""
    read = read_flow(text)
    if read.flow is None:
        first = read.faults[0]
        raise Invalid(first.field, f"line {first.line}: {first.problem}", first.remedy)
    return read.flow


def _flow(root: Node) -> Flow | None:
    entries = root.entries(KEYS)
    for name in _NEEDED:
        if name not in entries:
            Node(root.raw, name, root.faults).blame("it is missing", f"write {name}: at the left margin")
    if any(name not in entries for name in _NEEDED):
        return None
    flow = Flow(
        id=_id(entries["id"]),
        name=_name(entries["name"]),
        kind=_class(entries["class"]),
        trigger=_trigger(entries["trigger"]),
        steps=read_steps(entries["steps"]),
        only_if=read_conditions(entries["only_if"]) if "only_if" in entries else (),
        once=read_truth(entries["once"]) if "once" in entries else False,
        not_again_within=read_length(entries["not_again_within"]) if "not_again_within" in entries else None,
        cancel_on=_cancels(entries["cancel_on"]) if "cancel_on" in entries else (),
        expires=read_length(entries["expires"]) if "expires" in entries else None,
        ai=read_mode(entries["ai"]) if "ai" in entries else None,
    )
    if not 1 <= len(flow.every_step) <= MOST_STEPS:
        entries["steps"].blame(f"it has {len(flow.every_step)} steps", f"write 1 to {MOST_STEPS}")
    return flow


def _id(node: Node) -> str:
    words = node.text("an id such as win_back")
    if words and not _ID.fullmatch(words):
        node.blame(f"{words!r} is no id", "use 2 to 40 small letters, digits and _, such as win_back")
    return words


def _name(node: Node) -> str:
    words = node.text("a name")
    if len(words) > LONGEST_NAME:
        node.blame(f"it has {len(words)} characters", f"use at most {LONGEST_NAME}")
    return words


def _class(node: Node) -> FlowClass:
    words = node.text("promotional or transactional").lower()
    if words not in set(FlowClass):
        node.blame(f"{words!r} is no class", "write promotional, or transactional for what only tells of an order")
        return FlowClass.PROMOTIONAL
    return FlowClass(words)


def _trigger(node: Node) -> Trigger:
    place = Place(node.line, node.field)
    if not node.is_mapping:
        kind = _kind(node, node.text("checkout_abandoned"))
        if kind in WITH_WORDS:
            node.blame(f"{kind.value} needs its words", f"write trigger: {{{kind.value}: [WORD]}}")
        return Trigger(place, kind)
    entries = node.entries(tuple(sorted(kind.value for kind in WITH_WORDS)))
    if len(entries) != 1:
        node.blame("one thing begins a flow", "write one trigger; a second flow can have another")
        return Trigger(place, TriggerKind.MANUAL)
    ((name, value),) = entries.items()
    words = tuple(" ".join(part.text("a word").lower().split()) for part in value.items())
    return Trigger(place, TriggerKind(name), words)


def _kind(node: Node, words: str) -> TriggerKind:
    if words not in set(TriggerKind):
        node.blame(f"{words!r} begins no flow", f"use one of {', '.join(TriggerKind)}")
        return TriggerKind.MANUAL
    return TriggerKind(words)


def _cancels(node: Node) -> tuple[Cancel, ...]:
    found = []
    for part in node.items():
        words = part.text("reply")
        if words in set(Cancel):
            found.append(Cancel(words))
        elif words == "opted_out":
            part.blame("an opt-out ends every flow anyway", "leave it out")
        elif words:
            part.blame(f"{words!r} cancels nothing", f"use some of {', '.join(Cancel)}")
    return tuple(dict.fromkeys(found))
