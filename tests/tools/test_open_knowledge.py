"""Which knowledge base is opened."""

import sys
from pathlib import Path

import pytest

from conversation.errors import Misconfigured
from tools.embedding import EmbedderChoice, Embeddings
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


def test_an_embedder_that_was_named_is_never_replaced_by_words_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chromadb", None)
    monkeypatch.delitem(sys.modules, "tools.knowledge_chroma", raising=False)
    with pytest.raises(Misconfigured, match=r"TWOLANE_EMBEDDINGS: minilm needs pip install 'twolane\[knowledge\]'"):
        open_knowledge(None, EmbedderChoice(Embeddings.MINILM))


def test_an_index_that_cannot_be_opened_names_the_folder_and_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("chromadb")
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"TWOLANE_DATA_DIR: the index in .*file/knowledge cannot be opened"):
        open_knowledge(tmp_path / "file" / "knowledge", EmbedderChoice(Embeddings.WORDS))
