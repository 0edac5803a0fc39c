"""Opening models by name, and what comes of names that lead nowhere."""

import sys
from typing import Any
from unittest.mock import patch

import pytest
from langchain_openai import ChatOpenAI

from agent.fast_openai import FastChatOpenAI
from agent.models import ModelChoice, close_model, model_errors, name_of, open_model
from agent.rehearsal import RehearsalModel
from conversation.errors import Misconfigured
from prompts.pack import Pack


def test_the_rehearsal_model_speaks_by_the_pack(pack: Pack) -> None:
    model = open_model(ModelChoice(), pack)
    assert isinstance(model, RehearsalModel)
    assert model.pack is pack
    assert name_of(model) == "rehearsal"


@pytest.mark.parametrize(
    ("given", "sent"),
    [("gpt-5-mini", "gpt-5-mini"), ("openai:gpt-5-mini", "gpt-5-mini"), ("openai:qwen:7b", "qwen:7b")],
)
async def test_openai_compatible_names(pack: Pack, given: str, sent: str) -> None:
    model = open_model(ModelChoice(given, api_key="k", timeout_seconds=7.0), pack)
    assert isinstance(model, FastChatOpenAI)
    assert name_of(model) == sent
    assert model.max_retries == 2
    assert model.use_responses_api is False
    assert model.request_timeout.read == 7.0  # type: ignore[union-attr]
    await close_model(model)


async def test_two_models_share_no_connections(pack: Pack) -> None:
    choice = ModelChoice("fake", api_key="k", base_url="http://127.0.0.1:9/v1")
    first, second = open_model(choice, pack), open_model(choice, pack)
    assert isinstance(first, ChatOpenAI)
    assert isinstance(second, ChatOpenAI)
    await close_model(first)
    assert first.root_async_client.is_closed()
    assert not second.root_async_client.is_closed()
    await close_model(second)


async def test_a_key_from_the_environment_goes_to_no_endpoint_of_ones_own(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    model = open_model(ModelChoice("local", base_url="http://127.0.0.1:9/v1"), pack)
    assert isinstance(model, ChatOpenAI)
    assert model.root_async_client.api_key == "none"
    await close_model(model)


def test_a_missing_key_is_the_operators(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(Misconfigured, match="gpt-5-mini cannot be opened"):
        open_model(ModelChoice("gpt-5-mini"), pack)


def test_a_missing_package_is_named(pack: Pack) -> None:
    with pytest.raises(Misconfigured, match="langchain-mistralai"):
        open_model(ModelChoice("mistralai:mistral-small-latest", api_key="k"), pack)


def test_an_unknown_provider_gets_a_hint(pack: Pack) -> None:
    with pytest.raises(Misconfigured, match="write openai:llama3:8b"):
        open_model(ModelChoice("llama3:8b", api_key="k"), pack)


async def test_without_the_sdks_private_parts_langchains_own_client_asks_the_same(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "agent.fast_openai", None)
    model = open_model(ModelChoice("fake", api_key="k"), pack)
    assert type(model).__name__ == "ChatOpenAI" and "this version of openai" in caplog.text
    assert model._get_request_payload("hello")["messages"] == [{"content": "hello", "role": "user"}]  # type: ignore[attr-defined]
    await close_model(model)


def test_the_sdks_errors_count_once_it_is_loaded() -> None:
    from openai import OpenAIError

    assert OpenAIError in model_errors()
    with patch.dict(sys.modules):
        del sys.modules["openai"]
        assert OpenAIError not in model_errors()


@pytest.mark.parametrize("extra", [{}, {"extra_body": {"top_k": 4}}])
async def test_the_payload_keeps_messages_and_tools_out_of_the_sdks_walk(pack: Pack, extra: dict[str, Any]) -> None:
    model = open_model(ModelChoice("fake", api_key="k"), pack)
    assert isinstance(model, FastChatOpenAI)
    payload = model._get_request_payload("hello", tools=[{"type": "function"}], **extra)
    assert payload["messages"] == []
    assert "tools" not in payload
    body = payload["extra_body"]
    assert body["messages"] == [{"content": "hello", "role": "user"}]
    assert body["tools"] == [{"type": "function"}]
    assert ("top_k" in body) == bool(extra)
    await close_model(model)


async def test_structured_output_goes_the_ordinary_way(pack: Pack) -> None:
    model = open_model(ModelChoice("fake", api_key="k"), pack)
    assert isinstance(model, FastChatOpenAI)
    payload = model._get_request_payload("hello", response_format={"type": "json_object"})
    assert len(payload["messages"]) == 1
    await close_model(model)
