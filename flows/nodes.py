"""YAML that knows its lines: every fault is found at once, each where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from flows.fault import Fault

LARGEST = 64 * 1024
"""Characters of a flow's text."""
MOST_DEPTH = 24


class _Loader(yaml.SafeLoader):
    """Takes no anchors: a few lines of them can stand for millions of steps."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="it uses an alias (*name)", problem_mark=mark)
        return super().compose_node(parent, index)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the text, its field, and the list that its faults go to."""

    raw: yaml.Node
    field: str
    faults: list[Fault]

    @property
    def line(self) -> int:
        return self.raw.start_mark.line + 1

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.raw, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self.raw, yaml.SequenceNode)

    def blame(self, problem: str, remedy: str) -> None:
        """Note what is wrong here."""
        self.faults.append(Fault(self.line, self.field, problem, remedy))

    def text(self, what: str = "a word") -> str:
        """Return what stands here, as it is written; empty, and blamed, where it is nothing or no single value."""
        if isinstance(self.raw, yaml.ScalarNode) and str(self.raw.value).strip():
            return str(self.raw.value).strip()
        self.blame("there is no single value" if self.is_mapping or self.is_list else "it is empty", f"write {what}")
        return ""

    def items(self) -> Iterator["Node"]:
        """Yield the parts of a list; a single value is a list of one."""
        if not isinstance(self.raw, yaml.SequenceNode):
            yield self
            return
        for at, part in enumerate(self.raw.value):
            yield Node(part, f"{self.field}[{at}]", self.faults)

    def entries(self, known: tuple[str, ...]) -> dict[str, "Node"]:
        """Return what a mapping holds by its keys, and blame keys that are unknown or stand twice."""
        if not isinstance(self.raw, yaml.MappingNode):
            self.blame("it is no mapping", f"write {', '.join(known[:4])} ... each with a value")
            return {}
        found: dict[str, Node] = {}
        for key, value in self.raw.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            node = Node(value, f"{self.field}.{name}".lstrip("."), self.faults)
            if name not in known:
                Node(key, node.field, self.faults).blame(f"{name!r} is not known here", f"use {', '.join(known)}")
            elif name in found:
                Node(key, node.field, self.faults).blame(f"{name!r} stands twice", "keep one of them")
            else:
                found[name] = node
        return found


def read_nodes(text: str) -> tuple[Node | None, list[Fault]]:
    """Return the text's topmost node, None where it is no YAML, and the list that faults go to."""
    faults: list[Fault] = []
    if len(text) > LARGEST:
        faults.append(Fault(1, "flow", f"it has {len(text)} characters", f"keep it under {LARGEST}"))
        return None, faults
    try:
        raw = yaml.compose(text, _Loader)
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        problem = (error.problem if isinstance(error, yaml.MarkedYAMLError) else None) or "it is no YAML"
        faults.append(Fault(mark.line + 1 if mark else 1, "flow", problem, "mend the indentation, quotes or colons"))
        return None, faults
    except RecursionError:
        raw = None
    if raw is None or _depth(raw) > MOST_DEPTH:
        problem = "it is nested too deeply, or empty"
        faults.append(Fault(1, "flow", problem, "write id, name, class, trigger and steps"))
        return None, faults
    return Node(raw, "", faults), faults


def _depth(node: yaml.Node, above: int = 0) -> int:
    if above > MOST_DEPTH or isinstance(node, yaml.ScalarNode):
        return above
    parts = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
    return max([_depth(part, above + 1) for part in parts], default=above)
