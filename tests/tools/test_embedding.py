"""Which embedder is opened, and that what is chosen gives vectors without a download."""

import json
from math import isclose

import pytest

from conversation.errors import Misconfigured
from tests.fake_openai import Failure, FakeOpenAI, Raw
from tests.tools.house import build_house, call
from tools.embedding import EmbedderChoice, Embeddings, has_minilm, open_embedder
from tools.errors import KnowledgeAway
from tools.hashed_words import HashedWordsEmbedder
from tools.knowledge_lexical import LexicalKnowledge
from tools.passage import Passage
from tools.policy import lookup_policy


def rows(*vectors: list[float]) -> Raw:
    data = [{"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(vectors)]
    return Raw(json.dumps({"object": "list", "data": data[::-1], "model": "m", "usage": {}}))


def test_openai_is_asked_in_the_order_of_the_texts() -> None:
    with FakeOpenAI() as server:
        embedder = open_embedder(EmbedderChoice(Embeddings.OPENAI, "emb-1", "k", server.url))
        server.script(rows([1.0, 0.0], [0.0, 1.0]))
        assert embedder.embed(["one", " "]) == [[1.0, 0.0], [0.0, 1.0]]
        [asked] = server.requests
        assert (asked.body["model"], asked.body["input"]) == ("emb-1", ["one", "-"])


def test_a_service_that_does_not_answer_is_said_to_be_away() -> None:
    with FakeOpenAI() as server:
        embedder = open_embedder(EmbedderChoice(Embeddings.OPENAI, api_key="k", base_url=server.url))
        server.otherwise = Failure(400)
        with pytest.raises(KnowledgeAway, match="text-embedding-3-small"):
            embedder.embed(["one"])


def test_without_a_key_minilm_answers_offline() -> None:
    if not has_minilm():
        pytest.skip("MiniLM is not installed (the extra `knowledge`)")
    embedder = open_embedder(EmbedderChoice(api_key="k", base_url="http://127.0.0.1:1"))
    present, wrap, ship = embedder.embed(["can you wrap it as a present?", "gift wrapping", "shipping " * 900])
    assert embedder.name.startswith("minilm") and isclose(sum(one * one for one in wrap), 1, abs_tol=1e-5)
    near, far = (sum(a * b for a, b in zip(present, other, strict=True)) for other in (wrap, ship))
    assert near > 0.35 > far


def test_what_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.embedding.find_spec", lambda name: None)
    assert isinstance(open_embedder(EmbedderChoice()), HashedWordsEmbedder)
    with pytest.raises(Misconfigured, match=r"twolane\[knowledge\]"):
        open_embedder(EmbedderChoice(Embeddings.MINILM))
    with pytest.raises(Misconfigured, match="OPENAI_API_KEY"):
        open_embedder(EmbedderChoice(Embeddings.OPENAI))


class Away(LexicalKnowledge):
    async def search(self, merchant_id: str, question: str, limit: int = 3) -> tuple[Passage, ...]:
        raise KnowledgeAway("nobody answers")


async def test_where_nothing_can_be_found_just_now_the_model_is_told_to_ask_for_a_person() -> None:
    context = (await build_house()).context(knowledge=Away())
    told = json.loads(await call(lookup_policy, context, question="is shipping free?"))
    assert told["found"] is False and "knowledge_gap" in told["note"]
    assert context.calls[0].outcome == "away"
