"""Questions to a model and its answers as plain JSON, without what changes from one call to the next."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent.heard_model import Answered, Asked

Plain: TypeAlias = dict[str, Any]
"""JSON."""

_ABOUT_THE_END = ("finish_reason", "stop_reason", "stop_sequence", "done_reason")
"""Of what a provider tells beside its answer only this is kept: the rest is its own numbering."""


def plain_question(asked: Asked) -> Plain:
    """Return the whole request: model, messages, tools and parameters."""
    return {
        "model": asked.model,
        "messages": [_plain_message(message) for message in asked.messages],
        "tools": list(asked.tools),
        "parameters": dict(asked.parameters),
    }


def plain_answer(answered: Answered) -> Plain:
    """Return what `answer_of` reads back."""
    message, usage = answered.message, answered.message.usage_metadata
    told: Plain = {"by": answered.model, "seconds": round(answered.seconds, 3), "content": message.content}
    if message.tool_calls:
        told["tool_calls"] = [{key: call[key] for key in ("name", "args", "id")} for call in message.tool_calls]
    if message.invalid_tool_calls:
        told["invalid_tool_calls"] = [dict(call) for call in message.invalid_tool_calls]
    if usage is not None:
        told["usage"] = {
            "input_tokens": usage["input_tokens"],
            "output_tokens": usage["output_tokens"],
            "total_tokens": usage["total_tokens"],
            "input_token_details": {"cache_read": usage.get("input_token_details", {}).get("cache_read", 0) or 0},
        }
    if refusal := message.additional_kwargs.get("refusal"):
        told["refusal"] = refusal
    end = {key: message.response_metadata[key] for key in _ABOUT_THE_END if key in message.response_metadata}
    return told | {"end": end} if end else told


def answer_of(told: Mapping[str, Any]) -> Answered:
    """Return the answer that `plain_answer` wrote. Raises KeyError or ValueError for one that it did not write."""
    message = AIMessage(
        content=told["content"],
        tool_calls=[{**call, "type": "tool_call"} for call in told.get("tool_calls", ())],
        invalid_tool_calls=[{**call, "type": "invalid_tool_call"} for call in told.get("invalid_tool_calls", ())],
        usage_metadata=told.get("usage"),
        additional_kwargs={"refusal": told["refusal"]} if "refusal" in told else {},
        response_metadata=dict(told.get("end", {})),
    )
    return Answered(message, str(told["by"]), float(told["seconds"]))


def _plain_message(message: BaseMessage) -> Plain:
    match message:
        case AIMessage():
            told: Plain = {"role": "assistant", "content": message.content}
            calls = [{key: call[key] for key in ("name", "args", "id")} for call in message.tool_calls]
            broken = [{key: call.get(key) for key in ("name", "args", "id")} for call in message.invalid_tool_calls]
            return told | ({"calls": calls} if calls else {}) | ({"broken_calls": broken} if broken else {})
        case ToolMessage():
            told = {"role": "tool", "name": message.name, "call": message.tool_call_id, "content": message.content}
            return told | ({"status": "error"} if message.status == "error" else {})
        case _:
            return {"role": "user" if message.type == "human" else message.type, "content": message.content}
