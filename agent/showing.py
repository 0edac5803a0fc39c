"""Showing a prompt to people: the messages that a model reads, in words."""

import json
from collections.abc import Iterator, Sequence

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from tools.context import Shown


def shown(messages: Sequence[BaseMessage]) -> tuple[Shown, ...]:
    """Return what a model reads, in order."""
    return tuple(one for message in messages for one in _shown(message))


def _shown(message: BaseMessage) -> Iterator[Shown]:
    match message:
        case ToolMessage():
            yield Shown(f"result of {message.name}", message.text)
        case AIMessage():
            if message.text:
                yield Shown("AI", message.text)
            for call in message.tool_calls:
                yield Shown("AI calls", f"{call['name']} {json.dumps(call['args'], ensure_ascii=False)}")
        case _:
            yield Shown({"system": "instructions", "human": "prompt"}.get(message.type, message.type), message.text)
