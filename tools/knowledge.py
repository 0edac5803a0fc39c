"""The knowledge port: what a store itself says, found by question; and the index that finds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from conversation.errors import Misconfigured
from conversation.ids import MerchantId
from tools.embedding import EmbedderChoice, Embeddings, open_embedder
from tools.passage import Passage, policy_chunks

__all__ = ["Entry", "Knowledge", "KnowledgeBase", "Passage", "learn", "open_knowledge", "policy_chunks"]


class Knowledge(Protocol):
    """Answers questions from one merchant's own words."""

    async def search(self, merchant_id: MerchantId, question: str, limit: int = 3) -> tuple[Passage, ...]:
        """Return up to `limit` passages of this merchant's, best first; none that has nothing to do with it."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept and dropped together, such as a document; `digest` changes whenever its passages do."""

    name: str
    digest: str
    passages: tuple[Passage, ...]


class KnowledgeBase(Knowledge, Protocol):
    """An index of passages. It holds nothing that cannot be put again, and each merchant's apart from all others'.

    Every adapter passes `tests/contracts/test_knowledge.py`. `search` raises KnowledgeAway, as `put` does, where a
    service that makes its vectors does not answer.
    """

    async def held(self, merchant_id: MerchantId) -> Mapping[str, str]:
        """Return the digests of the merchant's entries by name."""
        ...

    async def put(self, merchant_id: MerchantId, entry: Entry) -> None:
        """Hold the entry, in the place of one with its name."""
        ...

    async def drop(self, merchant_id: MerchantId, names: Sequence[str]) -> None:
        """Hold these entries no longer."""
        ...

    async def close(self) -> None:
        """Let go of files and memory."""
        ...


async def learn(base: KnowledgeBase, merchant_id: MerchantId, passages: tuple[Passage, ...]) -> None:
    """Let the base hold just these passages of the merchant, each as an entry of its own. Sources must differ."""
    held = await base.held(merchant_id)
    await base.drop(merchant_id, [name for name in held if name not in {one.source for one in passages}])
    for passage in passages:
        await base.put(merchant_id, Entry(passage.source, passage.text, (passage,)))


def open_knowledge(folder: Path | None, choice: EmbedderChoice | None = None) -> KnowledgeBase:
    """Return a base that is kept in `folder`, or in memory: on Chroma where it is installed, else on SQLite.

    What goes by words alone and is kept nowhere needs neither. Raises Misconfigured for an embedder that cannot be had.
    """
    choice = choice or EmbedderChoice()
    if folder is None and choice.kind is Embeddings.WORDS:
        from tools.knowledge_words import WordKnowledge

        return WordKnowledge()
    try:
        from tools.knowledge_chroma import ChromaKnowledge
    except ModuleNotFoundError as error:
        if error.name != "chromadb":
            raise
        if choice.kind in (Embeddings.MINILM, Embeddings.OPENAI):
            what = f"{choice.kind} needs pip install 'twolane[knowledge]'; auto goes by words until then"
            raise Misconfigured("TWOLANE_EMBEDDINGS", what) from error
        from tools.knowledge_lexical import LexicalKnowledge

        return LexicalKnowledge(folder)
    return ChromaKnowledge(folder, open_embedder(choice))
