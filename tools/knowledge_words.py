"""Knowledge in this process's memory, found by hashed words: exact, and without a thread for what takes no time."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from conversation.ids import MerchantId
from tools.hashed_words import HashedWordsEmbedder, Vector
from tools.knowledge import Entry
from tools.passage import Passage

_EMBEDDER = HashedWordsEmbedder()
MOST_VECTORS = 2048
"""Texts whose vectors are remembered: a store says the same in play after play."""


class WordKnowledge:
    """A `KnowledgeBase` that gives what one on Chroma gives with the same embedder, for a demo, a play or a test."""

    def __init__(self) -> None:
        self._entries: dict[MerchantId, dict[str, Entry]] = {}

    async def search(self, merchant_id: MerchantId, question: str, limit: int = 3) -> tuple[Passage, ...]:
        asked = tuple((place, weight) for place, weight in enumerate(_vector_of(question)) if weight)
        if not asked:
            return ()
        entries = self._entries.get(merchant_id, {}).values()
        near = [(_nearness(asked, one), one, entry) for entry in entries for one in entry.passages]
        best = sorted(near, key=lambda found: found[0], reverse=True)[:limit]
        return tuple(
            Passage(one.title, one.text, one.source, score, entry.name, entry.digest)
            for score, one, entry in best
            if score >= _EMBEDDER.least_score
        )

    async def held(self, merchant_id: MerchantId) -> Mapping[str, str]:
        return {name: entry.digest for name, entry in self._entries.get(merchant_id, {}).items()}

    async def put(self, merchant_id: MerchantId, entry: Entry) -> None:
        entries = self._entries.setdefault(merchant_id, {})
        entries.pop(entry.name, None)
        entries[entry.name] = entry

    async def drop(self, merchant_id: MerchantId, names: Sequence[str]) -> None:
        for name in names:
            self._entries.get(merchant_id, {}).pop(name, None)

    async def close(self) -> None:
        self._entries.clear()


def _nearness(asked: Sequence[tuple[int, float]], passage: Passage) -> float:
    """Return the cosine: vectors have length 1."""
    vector = _vector_of(f"{passage.title} {passage.title} {passage.text}")
    return sum(weight * vector[place] for place, weight in asked)


@lru_cache(maxsize=MOST_VECTORS)
def _vector_of(text: str) -> Vector:
    return _EMBEDDER.embed([text])[0]
