"""Actions: what a model without tool calls may answer, as a JSON schema, and how its answers are read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

REPLY = "reply"

NAME = "action"
"""The name under which the schema is sent."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a tool, with what goes in, as the prompt says it."""

    name: str
    sort: str


@dataclass(frozen=True, slots=True)
class ToolAction:
    """A tool, as the prompt lists it, and the schema of its arguments."""

    name: str
    purpose: str
    parameters: Mapping[str, Any]

    @property
    def arguments(self) -> tuple[Argument, ...]:
        properties: Mapping[str, Any] = self.parameters.get("properties", {})
        return tuple(Argument(name, _sort_of(about)) for name, about in properties.items())


@dataclass(frozen=True, slots=True)
class Action:
    """What a model chose: `name` is ``reply`` or a tool's."""

    name: str
    text: str = ""
    arguments: str = "{}"
    """As JSON."""


class NoAction(ValueError):
    """The answer is no action. The message says what is wrong with it."""


def tool_actions(tools: Sequence[Mapping[str, Any]]) -> tuple[ToolAction, ...]:
    """Return the actions of tools in OpenAI's format."""
    described = [tool["function"] for tool in tools]
    return tuple(
        ToolAction(one["name"], " ".join(one.get("description", "").split()), one.get("parameters", {}))
        for one in described
    )


def schema_of(actions: Sequence[ToolAction]) -> dict[str, Any]:
    """Return the JSON schema of one answer."""
    reply = _object(action={"const": REPLY}, text={"type": "string", "minLength": 1})
    return {"anyOf": [reply, *(_object(action={"const": one.name}, arguments=_closed(one)) for one in actions)]}


def read_action(answer: str, actions: Sequence[ToolAction]) -> Action:
    """Return what `answer` chooses. Words around its one JSON object are let pass. Raises NoAction."""
    given = _object_in(answer)
    name = given.get("action")
    if name == REPLY:
        if not isinstance(text := given.get("text"), str) or not text.strip():
            raise NoAction("a reply needs a text")
        return Action(REPLY, text.strip())
    if name not in {one.name for one in actions}:
        raise NoAction(f"there is no action {name!r}")
    arguments = given.get("arguments", {})
    if not isinstance(arguments, dict):
        raise NoAction("arguments must be a JSON object")
    return Action(str(name), arguments=json.dumps(arguments, ensure_ascii=False))


def _object_in(answer: str) -> dict[str, Any]:
    begins = answer.find("{")
    if begins < 0:
        raise NoAction("it has no JSON object")
    try:
        given, _ = json.JSONDecoder().raw_decode(answer, begins)
    except ValueError as error:
        raise NoAction(f"its JSON is broken: {error}") from error
    if not isinstance(given, dict):
        raise NoAction("it is no JSON object")
    return given


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _closed(action: ToolAction) -> dict[str, Any]:
    """Return the schema of a tool's arguments: small models fill in whatever is left open."""
    properties = action.parameters.get("properties", {})
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _sort_of(about: Mapping[str, Any]) -> str:
    if options := about.get("enum"):
        return " or ".join(f'"{option}"' for option in options)
    return {"integer": "a number", "number": "a number", "boolean": "true or false"}.get(about.get("type", ""), '"..."')
