"""The scene: what the rehearsal model finds in its prompt, by the fences and the tool results that stand in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from prompts.fence import fenced

_NOT_THE_SHOPPERS = frozenset({"person", "system", "summary", "note"})
"""Labels of what our side wrote: shopper texts before them have been dealt with."""

_FOLLOWUP = "TASK: write the FOLLOW-UP"
_REPLY = "TASK: answer"


@dataclass(frozen=True, slots=True)
class Result:
    """What one tool answered in this turn."""

    fields: Mapping[str, object]

    @property
    def is_missing(self) -> bool:
        """The tool gave no answer, so that nothing may be said of what it would have found."""
        return not self.fields

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def is_true(self, name: str) -> bool:
        return self.fields.get(name) is True

    def words(self, name: str) -> tuple[str, ...]:
        value = self.fields.get(name)
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def rows(self, name: str) -> tuple["Result", ...]:
        value = self.fields.get(name)
        return tuple(Result(row) for row in value if isinstance(row, dict)) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True)
class Scene:
    """`texts` are what the shopper wrote since our last text; none for a reminder. `results` are this turn's.

    `asked_back`: our last text was the fallback. `was_refused`: the gate has refused a text of this turn.
    `is_followup`: the one text for later is due. `is_reply`: an answer is due, though to what a person had settled
    where there are no `texts`. `asked_return`: our last text asked for what a return needs.
    """

    texts: tuple[str, ...]
    first_name: str
    said: tuple[str, ...]
    results: Mapping[str, Result]
    was_refused: bool
    asked_back: bool
    is_followup: bool = False
    is_reply: bool = False
    asked_return: bool = False

    @property
    def last_said(self) -> str:
        return self.said[-1] if self.said else ""


def scene_of(messages: Sequence[BaseMessage], fallback: str, return_question: str) -> Scene:
    """Read the scene out of a prompt. The model's own `fallback` and `return_question` are known by their words."""
    place = _place_of_newest(messages)
    newest = str(messages[place].content) if messages else ""
    after = messages[place + 1 :]
    said = tuple(message.text for message in messages[:place] if isinstance(message, AIMessage) and message.text)
    just_said = said[-1] if said and not _has_others_words(newest) else ""
    return Scene(
        texts=_unanswered(newest),
        first_name=_first_name(messages),
        said=said,
        results={str(m.name): _result(m) for m in after if isinstance(m, ToolMessage)},
        was_refused=any(_is_refusal(message) for message in after),
        asked_back=just_said == fallback,
        is_followup=_FOLLOWUP in newest,
        is_reply=_REPLY in newest,
        asked_return=just_said == return_question,
    )


def _first_name(messages: Sequence[BaseMessage]) -> str:
    """Return the name that the first message gives."""
    opening = next((str(message.content) for message in messages if isinstance(message, HumanMessage)), "")
    return next((text for label, text in fenced(opening) if label == "name"), "")


def _place_of_newest(messages: Sequence[BaseMessage]) -> int:
    places = [p for p, m in enumerate(messages) if isinstance(m, HumanMessage) and not _is_refusal(m)]
    return places[-1] if places else 0


def _is_refusal(message: BaseMessage) -> bool:
    return isinstance(message, HumanMessage) and any(label == "rule" for label, _ in fenced(str(message.content)))


def _has_others_words(prompt: str) -> bool:
    """Tell whether a person or the system texted after the model's own last text, which is then a question no more."""
    return any(label in _NOT_THE_SHOPPERS for label, _ in fenced(prompt))


def _unanswered(prompt: str) -> tuple[str, ...]:
    texts: list[str] = []
    for label, text in fenced(prompt):
        if label in _NOT_THE_SHOPPERS:
            texts.clear()
        elif label == "shopper":
            texts.append(text)
    return tuple(texts)


def _result(message: ToolMessage) -> Result:
    try:
        fields = json.loads(str(message.content))
    except ValueError:
        fields = {}
    return Result(fields if isinstance(fields, dict) else {})
