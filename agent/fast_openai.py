"""The OpenAI chat model without the SDK's walk over every message (130 us each, on every call)."""

from typing import Any

from langchain_core.callbacks import AsyncCallbackManager, AsyncCallbackManagerForLLMRun
from langchain_core.globals import get_llm_cache
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatResult
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import ensure_config
from langchain_openai import ChatOpenAI
from openai._models import FinalRequestOptions
from pydantic import PrivateAttr
from pydantic_core import to_json

_PATH = "chat/completions"
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

    _listeners: int | None = PrivateAttr(None)
    _posting: FinalRequestOptions | None = PrivateAttr(None)

    async def close_connections(self) -> None:
        """Close what this model has open. It must have its own clients, which an unshareable `timeout` brings about."""
        await self.root_async_client.close()
        self.root_client.close()

    async def ainvoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """Ask without LangChain's managers of callbacks (0.3 ms a call) where nobody listens to them."""
        if self.streaming or self._plain_is_not_enough(config):
            return await super().ainvoke(input, config, stop=stop, **kwargs)
        asked = self._convert_input(input).to_messages()
        return _message_of(await self._agenerate(asked, stop, None, **kwargs))

    def _plain_is_not_enough(self, config: RunnableConfig | None) -> bool:
        """Tell whether somebody listens, or something of LangChain's stands between the caller and the endpoint."""
        return bool(
            ensure_config(config).get("callbacks")
            or self._has_listeners()
            or self.rate_limiter
            or self.cache
            or get_llm_cache()
            or self.output_version
        )

    def _has_listeners(self) -> bool:
        """Tell whether the process's settings (LangSmith, debugging) or the model's own name any; looked up once."""
        if self._listeners is None:
            self._listeners = len(AsyncCallbackManager.configure(None, self.callbacks, self.verbose).handlers)
        return self._listeners > 0

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        plain = [_plain(one) for one in messages]
        rich = [one for one, said in zip(messages, plain, strict=True) if said is None]
        body = super()._get_request_payload(rich, stop=stop, **kwargs)
        if self._use_responses_api(body) or not _EXTRAS.isdisjoint(body):
            return await super()._agenerate(messages, stop, run_manager, **kwargs)
        others = iter(body["messages"])
        body["messages"] = [next(others) if said is None else said for said in plain]
        answer = await self.root_async_client.request(object, self._post(to_json(body)))
        result = self._create_chat_result(answer)
        _note_refusal(result, answer)
        return result

    def _post(self, content: bytes) -> FinalRequestOptions:
        """Say what to post. A copy: the SDK's `post` copies two dozen defaults deeply for every call (0.1 ms).

        With the whole address: where only a path is given, the SDK takes the base apart again each time.
        """
        if self._posting is None:
            address = f"{self.root_async_client.base_url}{_PATH}"
            self._posting = FinalRequestOptions.construct(method="post", url=address)
        return self._posting.model_copy(update={"content": content})

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload = super()._get_request_payload(input_, stop=stop, **kwargs)
        if "messages" not in payload or "response_format" in payload:
            return payload
        heavy = {key: payload.pop(key) for key in _HEAVY if key in payload}
        return {**payload, "messages": [], "extra_body": {**(payload.get("extra_body") or {}), **heavy}}


def _plain(message: BaseMessage) -> dict[str, str] | None:
    """Return a message whose role and words are all there is, None for others.

    LangChain would look at every letter of an AI's words for audio.
    """
    words = message.content
    if message.additional_kwargs or message.name is not None or not isinstance(words, str):
        return None
    if isinstance(message, HumanMessage):
        return {"content": words, "role": "user"}
    is_said = isinstance(message, AIMessage) and not message.tool_calls and not message.invalid_tool_calls
    return {"content": words, "role": "assistant"} if is_said else None


def _message_of(result: ChatResult) -> AIMessage:
    """Return the answer with what LangChain adds to it: why it ended, and the endpoint's words about the call."""
    generation = result.generations[0]
    if not isinstance(generation.message, AIMessage):
        raise TypeError(f"the model answered with a {type(generation.message).__name__}")
    told = (result.llm_output or {}, generation.generation_info or {}, generation.message.response_metadata)
    generation.message.response_metadata = {key: value for part in told for key, value in part.items()}
    return generation.message


def _note_refusal(result: ChatResult, answer: Any) -> None:
    """LangChain looks for a refusal only in the SDK's own classes."""
    for generation, choice in zip(result.generations, answer["choices"], strict=True):
        if refusal := choice["message"].get("refusal"):
            generation.message.additional_kwargs["refusal"] = refusal
