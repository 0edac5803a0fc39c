"""Texts in, intents out, one line each: what ``twolane compliance classify`` does."""

import json
from collections.abc import Iterable
from typing import BinaryIO

from compliance.intents import read_intent
from conversation.errors import Invalid

_SHOWN = 5


def classify_lines(lines: Iterable[bytes], out: BinaryIO, *, pending: bool) -> None:
    """Answer each line as it comes. A line that begins with a brace is JSON with `text`, any other is a text itself.

    Raises Invalid at the end, naming the lines that could not be read; each has an error in its place in `out`.
    """
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        try:
            answer = _answer(_text(line, number), pending=pending)
        except Invalid as fault:
            faults.append(str(fault))
            answer = {"line": number, "error": str(fault)}
        out.write(_json_line(answer))
        out.flush()
    if faults:
        more = f" (and {len(faults) - _SHOWN} more)" if len(faults) > _SHOWN else ""
        raise Invalid("input", " | ".join(faults[:_SHOWN]) + more, "every other line was classified")


def _text(line: bytes, number: int) -> str:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise Invalid(f"line {number}", f"is not UTF-8 at byte {error.start}", "save the input as UTF-8") from error
    return _text_of_json(text, number) if text.lstrip().startswith("{") else text


def _text_of_json(line: str, number: int) -> str:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        remedy = 'mend it; a text that begins with a brace goes in as {"text": ...}'
        raise Invalid(f"line {number}", f"is no JSON ({error})", remedy) from error
    text = row.get("text")
    if not isinstance(text, str):
        problem = "has no `text`" if text is None else f"`text` is a {type(text).__name__}"
        raise Invalid(f"line {number}", problem, 'give it as a string: {"text": ...}')
    return text


def _answer(text: str, *, pending: bool) -> dict[str, object]:
    intent = read_intent(text, pending_opt_in=pending)
    return {"text": text, "intent": intent.label.value, "suppress": intent.suppress, "rule": intent.rule}


def _json_line(row: dict[str, object]) -> bytes:
    """Return readable JSON; half a surrogate pair, which UTF-8 cannot hold, goes out escaped."""
    try:
        return (json.dumps(row, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(row) + "\n").encode()
