"""A cassette: one scenario's questions and answers in a file that people can read, commit and compare.

JSON lines. First the long parts that many questions share (instructions, tools), by the digest that stands for them;
then the entries, in the order of pack, model, persona, trial and question.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from conversation.errors import Misconfigured

VERSION = 1
SHARED = "shared:"


class Take(NamedTuple):
    """Which play a recording is of."""

    pack: str
    model: str
    persona: str
    trial: int


@dataclass(frozen=True)
class Entry:
    """The question `number` (from 1) of a take and its answer; both are plain JSON without secrets."""

    take: Take
    number: int
    question: Mapping[str, Any]
    answer: Mapping[str, Any]

    @cached_property
    def key(self) -> str:
        return key_of(self.question)


def key_of(question: Mapping[str, Any]) -> str:
    """Return the digest of a whole request."""
    return sha256(_dumped(question).encode()).hexdigest()[:32]


def read_cassette(file: Path) -> tuple[Entry, ...]:
    """Return the entries of a cassette, none where there is no file. Raises Misconfigured, naming the line."""
    if not file.is_file():
        return ()
    shared: dict[str, Any] = {}
    entries: list[Entry] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            told = json.loads(line)
            if told["version"] != VERSION:
                raise ValueError(f"it has version {told['version']}, this is {VERSION}")
            if "part" in told:
                shared[told["digest"]] = told["part"]
            else:
                question = _with_parts(told["question"], shared)
                entries.append(Entry(Take(*told["take"]), told["number"], question, told["answer"]))
        except (ValueError, KeyError, TypeError) as error:
            why = f"line {number} cannot be read ({type(error).__name__}: {error}); record the scenario again"
            raise Misconfigured(str(file), why) from error
    return tuple(entries)


def write_cassette(file: Path, entries: Iterable[Entry]) -> None:
    """Write a cassette: the same entries make the same bytes. The file is the old one or the new one, never half."""
    ordered = sorted(entries, key=lambda entry: (entry.take, entry.number))
    shared: dict[str, Any] = {}
    rows = [_dumped(_row(entry, shared)) for entry in ordered]
    parts = [_dumped({"version": VERSION, "digest": digest, "part": part}) for digest, part in sorted(shared.items())]
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    partial.write_text("".join(f"{line}\n" for line in (*parts, *rows)), encoding="utf-8")
    partial.replace(file)


def _row(entry: Entry, shared: dict[str, Any]) -> dict[str, Any]:
    question = _without_parts(entry.question, shared)
    return {
        "version": VERSION,
        "take": list(entry.take),
        "number": entry.number,
        "question": question,
        "answer": entry.answer,
    }


def _without_parts(question: Mapping[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    messages = [
        {**message, "content": _shared(message["content"], shared)} if message["role"] == "system" else message
        for message in question["messages"]
    ]
    return {**question, "messages": messages, "tools": _shared(question["tools"], shared)}


def _shared(part: Any, shared: dict[str, Any]) -> str:
    digest = SHARED + sha256(_dumped(part).encode()).hexdigest()[:16]
    shared[digest] = part
    return digest


def _with_parts(question: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    messages = [
        {**message, "content": shared[message["content"]]} if message["role"] == "system" else message
        for message in question["messages"]
    ]
    return {**question, "messages": messages, "tools": shared[question["tools"]]}


def _dumped(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
