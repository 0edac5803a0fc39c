"""Calling: holds the tools that were called against those that a scenario wants."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from conversation.event import EventKind
from evals.expect import Expect
from evals.missed import Missed
from evals.transcript import Transcript
from evals.wanted_calls import CallMode, WantedCall


@dataclass(frozen=True, slots=True)
class _Called:
    name: str
    arguments: Mapping[str, object]


def miscalled(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    """Yield what was not called as it should have been, and what should not have been called."""
    wanted = expect.tools
    if not (wanted.calls or expect.no_tools) and wanted.mode is CallMode.SUBSET:
        return
    called = list(_calls(transcript))
    told = ", ".join(call.name for call in called) or "no call"
    if wanted.mode is CallMode.STRICT:
        if not _same(wanted.calls, called):
            yield Missed("tools", " then ".join(map(str, wanted.calls)) or "no call", told)
    else:
        left = list(called)
        for call in wanted.calls:
            found = next((one for one in left if call.is_met_by(one.name, one.arguments)), None)
            if found is None:
                yield Missed("tools", str(call), told)
            else:
                left.remove(found)
        if wanted.mode is CallMode.UNORDERED and left:
            yield Missed("tools", "no other call", ", ".join(one.name for one in left))
    for forbidden in expect.no_tools:
        if count := sum(forbidden.is_met_by(one.name, one.arguments) for one in called):
            yield Missed("no_tools", f"no {forbidden}", f"{count} call(s)")


def _same(wanted: tuple[WantedCall, ...], called: list[_Called]) -> bool:
    pairs = zip(wanted, called, strict=False)
    return len(wanted) == len(called) and all(call.is_met_by(one.name, one.arguments) for call, one in pairs)


def _calls(transcript: Transcript) -> Iterable[_Called]:
    for event in transcript.events_of(EventKind.TOOL_CALLED):
        yield _Called(event.details.get("name", ""), _arguments(event.details.get("arguments", "")))


def _arguments(written: str) -> Mapping[str, object]:
    if not written:
        return {}
    try:
        read = json.loads(written)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
