"""Which knowledge base is opened."""

import sys

import pytest

from tools.knowledge import open_knowledge
from tools.knowledge_lexical import LexicalKnowledge


async def test_without_chroma_the_lexical_base_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chromadb", None)
    monkeypatch.delitem(sys.modules, "tools.knowledge_chroma", raising=False)
    base = open_knowledge(None)
    assert isinstance(base, LexicalKnowledge)
    await base.close()


async def test_with_chroma_installed_it_is_taken() -> None:
    pytest.importorskip("chromadb")
    base = open_knowledge(None)
    assert type(base).__name__ == "ChromaKnowledge"
    await base.close()
