"""Opening any LangChain chat model by its name."""

import logging
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from langchain_core.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
)
from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from agent.hostile import HOSTILE, HostileModel
from agent.rehearsal import REHEARSAL, RehearsalModel
from agent.stochastic import STOCHASTIC, StochasticModel
from conversation.errors import Misconfigured
from prompts.pack import Pack

if TYPE_CHECKING:
    from httpx2 import AsyncClient
    from langchain_openai import ChatOpenAI

logger = logging.getLogger(__name__)

RETRIES = 2
"""How often a provider's client tries again after a 429, a 5xx or a lost connection, within the turn's time."""

OPENAI = "openai"

NO_KEY = "none"
"""Sent to an endpoint of one's own that was given no key, so that a key from the environment never goes there."""


@runtime_checkable
class HasConnections(Protocol):
    """A model with connections of its own."""

    async def close_connections(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model, and how to reach it.

    `name` is ``rehearsal``, a name for an OpenAI-compatible endpoint (``gpt-5-mini``, ``openai:gpt-5-mini``), or
    ``provider:name`` for any other provider of LangChain; ``hostile:7`` does wrong on purpose, by its seed;
    ``stochastic:7`` varies the pack's phrases by its seed, for tests. Without
    `api_key` the provider's own environment variable counts, but never for a `base_url` of one's own.
    `timeout_seconds` is for one request. The Responses API is used only when asked for.
    """

    name: str = REHEARSAL
    api_key: str | None = None
    base_url: str | None = None
    timeout_seconds: float = 20.0
    temperature: float | None = None
    streaming: bool = False
    responses_api: bool = False


def open_model(choice: ModelChoice, pack: Pack) -> BaseChatModel:
    """Return the model that `choice` names. Nothing is sent yet; `pack` gives the rehearsal model its words.

    Raises Misconfigured where the name is unknown, a package is missing or a key is needed.
    """
    if choice.name == REHEARSAL:
        return RehearsalModel(pack=pack)
    provider, colon, name = choice.name.partition(":")
    if provider == HOSTILE:
        return HostileModel(seed=_seed_of(provider, name))
    if provider == STOCHASTIC:
        return StochasticModel(pack=pack, seed=_seed_of(provider, name))
    if not colon:
        return _open_openai(choice, choice.name)
    return _open_openai(choice, name) if provider == OPENAI else _open_other(choice, provider, name)


def _seed_of(kind: str, number: str) -> int:
    if number and not number.isdigit():
        raise Misconfigured("model", f"{kind}:{number} has no seed; write {kind} or a number, such as {kind}:7")
    return int(number or 0)


def name_of(model: BaseChatModel) -> str:
    """Return the name under which `model` is stored beside what it wrote."""
    for attribute in ("model_name", "model"):
        if isinstance(name := getattr(model, attribute, None), str):
            return name
    return model._llm_type


async def close_model(model: BaseChatModel) -> None:
    """Let go of the connections of a model that was opened here."""
    if isinstance(model, HasConnections):
        await model.close_connections()


def model_errors() -> tuple[type[BaseException], ...]:
    """Return what a failed model call may raise: errors of LangChain, of the SDK, of the network, of reading."""
    base = (ModelError, OSError, TimeoutError, ValueError, LookupError, TypeError, AttributeError)
    sdk = getattr(sys.modules.get("openai"), "OpenAIError", None)
    return (*base, sdk) if isinstance(sdk, type) else base


def is_away(error: BaseException) -> bool:
    """Tell whether `error` says that the model cannot be reached, is overloaded, or takes no more calls for now.

    Not so one that is slow: it had its time, and the shopper has waited. A connection that never came about is no
    slow answer, though over aiohttp the SDK calls it one.
    """
    if isinstance(error, ConnectionError | ModelConnectionError | ModelAPIError | ModelRateLimitError):
        return True
    sdk = sys.modules.get("openai")
    if sdk is None:
        return False
    if isinstance(error, sdk.APITimeoutError):
        return type(error.__cause__).__name__ == "ConnectTimeout"
    return isinstance(error, sdk.APIConnectionError | sdk.RateLimitError | sdk.InternalServerError)


def takes_no_calls(error: BaseException) -> bool:
    """Tell whether `error` says that the provider answers no question of ours: a wrong key, a model unknown there."""
    if isinstance(error, ModelAuthenticationError | ModelPermissionDeniedError | ModelNotFoundError):
        return True
    sdk = sys.modules.get("openai")
    return sdk is not None and isinstance(
        error, sdk.AuthenticationError | sdk.PermissionDeniedError | sdk.NotFoundError
    )


def _open_openai(choice: ModelChoice, name: str) -> BaseChatModel:
    from openai import OpenAIError, Timeout

    key = choice.api_key or (NO_KEY if choice.base_url else None)
    try:
        return _chat_class()(
            model=name,
            api_key=SecretStr(key) if key else None,
            base_url=choice.base_url,
            timeout=Timeout(choice.timeout_seconds),
            max_retries=RETRIES,
            temperature=choice.temperature,
            streaming=choice.streaming,
            use_responses_api=choice.responses_api,
            http_async_client=_lean_client(choice.timeout_seconds),
        )
    except OpenAIError as error:
        raise Misconfigured("model", f"{choice.name} cannot be opened: {error}") from error


def _chat_class() -> "type[ChatOpenAI]":
    """Return ours, which builds on the SDK's private parts; where a newer SDK has them no more, LangChain's own."""
    try:
        from agent.fast_openai import FastChatOpenAI
    except ImportError as error:
        from langchain_openai import ChatOpenAI

        logger.warning("model calls cost more CPU than they need, with this version of openai: %s", error)
        return ChatOpenAI
    return FastChatOpenAI


def _lean_client(timeout_seconds: float) -> "AsyncClient | None":
    """Return the SDK's client over aiohttp, at half the CPU of its default one; None where aiohttp is not installed."""
    from openai import DefaultAioHttpClient, Timeout

    if find_spec("aiohttp") is None:
        return None
    return DefaultAioHttpClient(timeout=Timeout(timeout_seconds))


def _open_other(choice: ModelChoice, provider: str, name: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {
        "api_key": choice.api_key,
        "base_url": choice.base_url,
        "temperature": choice.temperature,
        "timeout": choice.timeout_seconds,
        "max_retries": RETRIES,
    }
    known = {key: value for key, value in given.items() if value is not None}
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **known)
    except ImportError as error:
        raise Misconfigured("model", f"{choice.name} needs another package: {error}") from error
    except ValueError as error:
        hint = f"for a name with a colon at an OpenAI-compatible endpoint write openai:{choice.name}"
        raise Misconfigured("model", f"{choice.name} cannot be opened: {error}; {hint}") from error
    return model
