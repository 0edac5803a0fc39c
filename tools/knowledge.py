"""The knowledge port: what a store itself says, found by question."""

from pathlib import Path
from typing import Protocol

from conversation.ids import MerchantId
from tools.passage import Passage, policy_chunks

__all__ = ["Knowledge", "KnowledgeBase", "Passage", "open_knowledge", "policy_chunks"]


class Knowledge(Protocol):
    """Answers questions from one merchant's own pages."""

    async def search(self, merchant_id: MerchantId, question: str, limit: int = 3) -> tuple[Passage, ...]:
        """Return up to `limit` passages of this merchant's, best first; none that has nothing to do with it."""
        ...


class KnowledgeBase(Knowledge, Protocol):
    """Keeps what it answers from. Every adapter passes `tests/contracts/test_knowledge.py`."""

    async def learn(self, merchant_id: MerchantId, passages: tuple[Passage, ...]) -> None:
        """Replace everything known of the merchant. Sources must differ."""
        ...

    async def close(self) -> None:
        """Let go of files and memory."""
        ...


def open_knowledge(folder: Path | None) -> KnowledgeBase:
    """Return a base that is kept in `folder`, or in memory: on Chroma where it is installed, else on SQLite."""
    try:
        from tools.knowledge_chroma import ChromaKnowledge
    except ModuleNotFoundError as error:
        if error.name != "chromadb":
            raise
        from tools.knowledge_lexical import LexicalKnowledge

        return LexicalKnowledge(folder)
    return ChromaKnowledge(folder)
