"""Results of tau-bench and tau2-bench: what a model and a simulated customer said, with the tools that were called."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from conversation.message import Author
from evals.importing.dialogue import UTC_EPOCH, BadRow, Dialogue, Imported, ImportInvalid, Line, read_text
from evals.importing.moments import moment

TAU = "tau"
CUSTOMER = "the simulated customer"
_STOPS = ("###STOP###", "###TRANSFER###", "###OUT-OF-SCOPE###")
_AUTHORS = {"user": Author.CONTACT, "assistant": Author.AI}
_APART = timedelta(minutes=1)
"""Between two texts of a result that tells no times."""


def read_tau(file: Path) -> Imported:
    """Read a list of results (tau-bench), or an object with `simulations` (tau2-bench). Raises ImportInvalid."""
    try:
        raw = json.loads(read_text(file))
    except ValueError as error:
        raise ImportInvalid(file.name, f"it is not JSON: {error}") from error
    results = raw.get("simulations") if isinstance(raw, dict) else raw
    if not isinstance(results, list):
        raise ImportInvalid(file.name, "it is neither a list of results nor has it `simulations`")
    imported = Imported(TAU)
    for at, result in enumerate(results, start=1):
        try:
            imported.dialogues.append(_dialogue(result))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            imported.bad.append(BadRow(f"result {at}", f"{type(error).__name__}: {error}"))
    return imported


def _dialogue(result: Mapping[str, object]) -> Dialogue:
    said = result.get("traj", result.get("messages"))
    if not isinstance(said, list):
        raise ValueError("it has neither `traj` nor `messages`")
    lines = tuple(_lines(said))
    if not lines:
        raise ValueError("nobody says anything")
    task = str(result["task_id"])
    return Dialogue(f"task {task}", CUSTOMER, lines, int(str(result.get("trial", 0))) + 1)


def _lines(said: list[Mapping[str, object]]) -> Iterator[Line]:
    tools: list[str] = []
    for number, turn in enumerate(said):
        calls = turn.get("tool_calls")
        if isinstance(calls, list) and turn.get("role") == "assistant":
            tools += [_name_of(call) for call in calls]
        author, words = _AUTHORS.get(str(turn.get("role"))), _words(turn.get("content"))
        if author is not None and words:
            at = moment(turn["timestamp"]) if turn.get("timestamp") else UTC_EPOCH + number * _APART
            yield Line(words, at, author, tools=tuple(tools) if author is Author.AI else ())
            tools = [] if author is Author.AI else tools


def _name_of(call: Mapping[str, object]) -> str:
    function = call.get("function")
    return str(function["name"] if isinstance(function, Mapping) else call["name"])


def _words(content: object) -> str:
    words = content if isinstance(content, str) else ""
    for stop in _STOPS:
        words = words.replace(stop, "")
    return words.strip()
