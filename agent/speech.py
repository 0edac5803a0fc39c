"""Whether what a model said is a text at all. What it may claim is the gate's business."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator

from langchain_core.messages import AIMessage

from agent.errors import ModelFailed
from compliance.plain_text import fold_lookalikes
from compliance.plain_text import plain as undisguised
from prompts.fence import has_fence_marks
from prompts.plain import straight

LONGEST_TEXT = 640
"""In characters: some four segments."""

LEAKED_RUN = 8
"""So many words in a row from the instructions count as leaking them."""

LONGEST_WORD = 32
"""In characters. A longer one that is no link is code, or words in one."""

_BROKEN_OFF = {
    "length": "its answer was cut off",
    "max_tokens": "its answer was cut off",
    "content_filter": "the provider filtered its answer",
    "refusal": "it refused to answer",
}
_MACHINE = re.compile(
    r"```|<\|?/?(?:tool|function|think|im_start|im_end|assistant|system|user)|\[TOOL_|\"(?:arguments|parameters|tool_calls?)\"",
    re.IGNORECASE,
)
_NAME_IN_CODE = re.compile(r"(?<![\w/.?&=#%@-])[a-z]+_[a-z0-9_]+(?![\w=])")
"""Ids, fields and tools are written so, and no words of a text are."""
_WORD = re.compile(r"[a-z0-9']+")
_LINK = re.compile(r"\W*https?://", re.IGNORECASE)


class Speech:
    """Reads answers of one agent: knows the names of its tools and the words of its instructions."""

    def __init__(self, instructions: str, tool_names: Iterable[str]) -> None:
        self._leaks = set(_runs(instructions))
        self._tool = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in tool_names) or r"(?!)")

    def text_of(self, answer: AIMessage) -> str:
        """Return the words to text. Raises ModelFailed, saying why, where the answer is no text for a shopper."""
        text = _unquoted(straight(answer.text))
        if problem := self._problem(text):
            raise ModelFailed(f"the model's answer is no text: {problem}")
        return text

    def _problem(self, text: str) -> str | None:
        if not text:
            return "it is empty"
        if len(text) > LONGEST_TEXT:
            return f"it has {len(text)} characters, {LONGEST_TEXT} are the most"
        if has_fence_marks(text):
            return "it carries fence marks"
        if _MACHINE.search(text) or self._tool.search(text) or _is_json(text) or _NAME_IN_CODE.search(text):
            return "it is tool syntax or JSON"
        if any(len(word) > LONGEST_WORD and not _LINK.match(word) for word in text.split()):
            return "it has a word that no person would write"
        if any(not self._leaks.isdisjoint(_runs(reading)) for reading in _readings(text)):
            return "it repeats its instructions"
        return None


def broken_off(answer: AIMessage) -> str | None:
    """Return why the model did not finish `answer`, None where it did. Half an answer may be half a tool call."""
    metadata = answer.response_metadata
    reason = metadata.get("finish_reason") or metadata.get("stop_reason")
    if answer.additional_kwargs.get("refusal"):
        reason = "refusal"
    return _BROKEN_OFF.get(str(reason))


def _unquoted(text: str) -> str:
    stripped = text.strip()
    is_quoted = len(stripped) > 1 and stripped[0] == stripped[-1] == '"' and stripped.count('"') == 2
    return stripped[1:-1].strip() if is_quoted else stripped


def _is_json(text: str) -> bool:
    if not text.startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _readings(text: str) -> Iterator[str]:
    """Yield `text` as it stands, without look-alikes and invisible characters, backwards, and turned by rot13."""
    readable = text if text.isascii() else fold_lookalikes(undisguised(text))
    yield from (readable, readable[::-1], codecs.encode(readable, "rot13"))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return [tuple(words[place : place + LEAKED_RUN]) for place in range(len(words) - LEAKED_RUN + 1)]
