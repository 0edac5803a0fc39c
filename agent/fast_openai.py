"""The OpenAI chat model without the SDK's walk over every message (130 us each, on every call)."""

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI

_PATH = "/chat/completions"
_HEAVY = ("messages", "tools")
_EXTRAS = frozenset({"extra_body", "extra_headers", "extra_query", "timeout", "response_format"})
"""Arguments of the SDK's typed call that are no part of the request's body."""


class FastChatOpenAI(ChatOpenAI):
    """Posts plain chat completions as they are, and reads the answer's JSON as it came.

    The SDK's client still does the connection, the keys, the retries and the errors; left out are its walk over every
    message and the model classes that it builds of an answer only for LangChain to take apart again. A stream's
    messages and tools go in its extra body, which the SDK merges in without looking. Requests for the Responses API,
    for structured output, or with arguments of the SDK's own go the ordinary way.
    """

    async def close_connections(self) -> None:
        """Close what this model has open. It must have its own clients, which an unshareable `timeout` brings about."""
        await self.root_async_client.close()
        self.root_client.close()

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        body = super()._get_request_payload(messages, stop=stop, **kwargs)
        if self._use_responses_api(body) or not _EXTRAS.isdisjoint(body):
            return await super()._agenerate(messages, stop, run_manager, **kwargs)
        answer: object = await self.root_async_client.post(_PATH, cast_to=object, body=body)
        result = self._create_chat_result(answer)  # type: ignore[arg-type]  # it refuses what is no object
        _note_refusal(result, answer)
        return result

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload = super()._get_request_payload(input_, stop=stop, **kwargs)
        if "messages" not in payload or "response_format" in payload:
            return payload
        heavy = {key: payload.pop(key) for key in _HEAVY if key in payload}
        return {**payload, "messages": [], "extra_body": {**(payload.get("extra_body") or {}), **heavy}}


def _note_refusal(result: ChatResult, answer: Any) -> None:
    """LangChain looks for a refusal only in the SDK's own classes."""
    for generation, choice in zip(result.generations, answer["choices"], strict=True):
        if refusal := choice["message"].get("refusal"):
            generation.message.additional_kwargs["refusal"] = refusal
