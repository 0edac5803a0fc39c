"""A turn of the AI's that ended in no text: why, and which tools it had asked."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from api.pages.moments import Moments, Stamp
from api.pages.sources import REFS
from conversation.event import Event, EventKind

ENDINGS = frozenset({EventKind.SILENCE_KEPT, EventKind.TURN_POSTPONED, EventKind.ESCALATED})
BETWEEN = frozenset({EventKind.TEXT_CANCELLED})
"""What may be written down between a turn's calls and its end."""


@dataclass(frozen=True, slots=True)
class CallLine:
    """One tool that was asked: `asked` are the model's own words, gone once they are destroyed."""

    name: str
    asked: str
    outcome: str


@dataclass(frozen=True, slots=True)
class QuietTurn:
    """`words` say what came of the turn."""

    key: str
    words: str
    calls: tuple[CallLine, ...]
    stamp: Stamp
    kind: str = "quiet-turn"


def quiet_turns(moments: Moments, events: Iterable[Event]) -> dict[int, QuietTurn]:
    """Return the quiet turns among events, each by the number of the event that ended it.

    Where a person was asked for without a tool, by code or by the model, the divider says all there is.
    """
    turns: dict[int, QuietTurn] = {}
    calls: list[Event] = []
    for event in events:
        calls = [call for call in calls if call.after_seq == event.after_seq]
        if event.kind is EventKind.TOOL_CALLED:
            calls.append(event)
        elif event.kind not in BETWEEN:
            if event.kind in ENDINGS and (calls or event.kind is not EventKind.ESCALATED):
                lines = tuple(map(_call_line, calls))
                turns[event.number] = QuietTurn(event.id, _words(moments, event), lines, moments.at(event.at))
            calls = []
    return turns


def _words(moments: Moments, event: Event) -> str:
    why = event.details.get("why", "")
    match event.kind:
        case EventKind.ESCALATED:
            return "The AI wrote nothing and asked for a person"
        case EventKind.TURN_POSTPONED:
            return f"The AI could not write, and was to try again: {why}" if why else "The AI could not write"
        case _:
            return f"The AI wrote nothing: {why}" if why else "The AI wrote nothing"


def _call_line(call: Event) -> CallLine:
    name = call.details.get("name", "")
    return CallLine(REFS.get(name, name), _asked(call.details.get("arguments", "")), call.details.get("outcome", ""))


def _asked(arguments: str) -> str:
    """Return what the model said to the tool, without the braces."""
    try:
        said = json.loads(arguments)
    except ValueError:
        return arguments
    return ", ".join(f"{name}: {value}" for name, value in said.items()) if isinstance(said, dict) else arguments
