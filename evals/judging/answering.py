"""Reading what a judge wrote: one JSON object with an answer out of a few, a reason and a quote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.errors import ModelFailed

LONGEST_WHY = 500
"""In characters; a judge that goes on and on is cut off."""


class Asks(Protocol):
    """A model that can be asked, by its name."""

    @property
    def name(self) -> str: ...

    async def ask(self, instructions: str, *turns: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """`choice` is one of those that were offered."""

    choice: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What the judge wrote is no answer, also after it was told so."""

    why: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """The judge could not be asked."""

    why: str


async def answer_from(
    judge: Asks, instructions: str, question: str, field: str, choices: Sequence[str]
) -> Answer | Unreadable | Unreached:
    """Ask for an answer whose `field` is one of `choices`; one that cannot be read is asked for once more."""
    try:
        written = await judge.ask(instructions, question)
        first = read_answer(written, field, choices)
        if isinstance(first, Answer):
            return first
        remedy = f"That cannot be used: {first.why}. Answer again, with one JSON object and nothing else."
        return read_answer(await judge.ask(instructions, question, written, remedy), field, choices)
    except ModelFailed as failure:
        return Unreached(str(failure))


def read_answer(written: str, field: str, choices: Sequence[str]) -> Answer | Unreadable:
    """Read the JSON object in `written`, whatever stands around it."""
    begin, end = written.find("{"), written.rfind("}")
    if begin < 0 or end < begin:
        return Unreadable("it holds no JSON object")
    try:
        read = json.loads(written[begin : end + 1], strict=False)
    except ValueError as error:
        return Unreadable(f"its JSON cannot be read ({error})")
    found = {name: str(read.get(name) or "").strip() for name in (field, "quote", "why")}
    choice = {name.lower(): name for name in choices}.get(found[field].lower())
    if choice is None:
        return Unreadable(f"its {field!r} is {found[field][:40]!r}, not one of {', '.join(choices)}")
    if not found["quote"]:
        return Unreadable("it has no quote")
    return Answer(choice, found["quote"], found["why"][:LONGEST_WHY])
