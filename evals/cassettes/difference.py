"""What differs between a question that nobody recorded and the one that stands at its place."""

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

AROUND = 40
"""Characters that are shown on each side of where two texts part."""


def differences(recorded: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs, the most telling first."""
    if recorded["model"] != asked["model"]:
        yield f"the model was {recorded['model']} and is {asked['model']}"
    if recorded["parameters"] != asked["parameters"]:
        yield f"the parameters were {recorded['parameters']} and are {asked['parameters']}"
    if recorded["tools"] != asked["tools"]:
        yield _of_tools(recorded["tools"], asked["tools"])
    pairs = zip_longest(recorded["messages"], asked["messages"])
    for number, (before, now) in enumerate(pairs, start=1):
        if before != now:
            yield _of_messages(number, before, now)


def _of_tools(recorded: list[Mapping[str, Any]], asked: list[Mapping[str, Any]]) -> str:
    before, now = ({tool["function"]["name"]: tool for tool in tools} for tools in (recorded, asked))
    gone, new = sorted(before.keys() - now.keys()), sorted(now.keys() - before.keys())
    changed = sorted(name for name in before.keys() & now.keys() if before[name] != now[name])
    told = (("no longer offered", gone), ("new", new), ("described otherwise", changed))
    return "tools: " + ("; ".join(f"{what}: {', '.join(names)}" for what, names in told if names) or "another order")


def _of_messages(number: int, before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> str:
    if before is None or now is None:
        is_new = before is None
        role = (now if is_new else before or {})["role"]  # type: ignore[index]
        return f"message {number} ({role}) {'is new' if is_new else 'is missing'}"
    if before["role"] != now["role"]:
        return f"message {number} was the {before['role']}'s and is the {now['role']}'s"
    return f"message {number} ({now['role']}): {_parting(_plain(before), _plain(now))}"


def _plain(message: Mapping[str, Any]) -> str:
    """Return it in one order of its fields, whichever wrote it down."""
    return json.dumps(dict(message), sort_keys=True, ensure_ascii=False)


def _parting(before: str, now: str) -> str:
    """Show both texts from a little before where they part."""
    pairs = zip(before, now, strict=False)
    place = next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(before), len(now)))
    begin = max(0, place - AROUND)
    return f"recorded ...{before[begin : place + AROUND]!r}, asked ...{now[begin : place + AROUND]!r}"
