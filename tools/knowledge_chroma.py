"""Knowledge in Chroma: one collection for each merchant, and vectors that we always make ourselves."""

import asyncio
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import chromadb
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import NotFoundError

from conversation.ids import MerchantId
from tools.hashed_words import HashedWordsEmbedder, Vector
from tools.passage import Passage

LEAST_SCORE = 0.1
"""Cosine. What is further away has no more in common with the question than chance."""


class ChromaKnowledge:
    """A `KnowledgeBase` on Chroma. Nothing is downloaded and nothing is reported."""

    def __init__(self, folder: Path | None = None, embedder: HashedWordsEmbedder | None = None) -> None:
        self._embedder = embedder or HashedWordsEmbedder()
        quiet = Settings(anonymized_telemetry=False)
        if folder is None:
            # Chroma shares what is in memory between all clients of a process.
            self._prefix = uuid4().hex[:12]
            self._client = chromadb.EphemeralClient(settings=quiet)
        else:
            self._prefix = "kept"
            self._client = chromadb.PersistentClient(path=str(folder), settings=quiet)
        self._is_kept = folder is not None

    async def learn(self, merchant_id: MerchantId, passages: tuple[Passage, ...]) -> None:
        await asyncio.to_thread(self._learn, merchant_id, passages)

    async def search(self, merchant_id: MerchantId, question: str, limit: int = 3) -> tuple[Passage, ...]:
        return await asyncio.to_thread(self._search, merchant_id, question, limit)

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    def _learn(self, merchant_id: MerchantId, passages: tuple[Passage, ...]) -> None:
        collection = self._client.get_or_create_collection(
            self._name_of(merchant_id),
            metadata={"merchant": merchant_id},
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=None,
        )
        fresh = [passage.source for passage in passages]
        stale = set(collection.get(include=[])["ids"]) - set(fresh)
        if passages:
            collection.upsert(
                ids=fresh,
                embeddings=self._embedder.embed(
                    [f"{passage.title} {passage.title} {passage.text}" for passage in passages]
                ),
                documents=[passage.text for passage in passages],
                metadatas=[{"title": passage.title} for passage in passages],
            )
        if stale:
            collection.delete(ids=list(stale))

    def _search(self, merchant_id: MerchantId, question: str, limit: int) -> tuple[Passage, ...]:
        vector = self._embedder.embed([question])[0]
        collection = self._collection_of(merchant_id)
        if collection is None or not any(vector):
            return ()
        return _passages(collection, vector, limit)

    def _collection_of(self, merchant_id: MerchantId) -> Collection | None:
        try:
            return self._client.get_collection(self._name_of(merchant_id), embedding_function=None)
        except NotFoundError:
            return None

    def _name_of(self, merchant_id: MerchantId) -> str:
        """Names are limited to some characters; a new embedder must not meet an old one's vectors."""
        return f"{self._prefix}-{self._embedder.name}-{sha256(merchant_id.encode()).hexdigest()[:32]}"

    def _close(self) -> None:
        if not self._is_kept:
            for collection in self._client.list_collections():
                if collection.name.startswith(self._prefix):
                    self._client.delete_collection(collection.name)
        if isinstance(self._client, Client):
            self._client.close()


def _passages(collection: Collection, vector: Vector, limit: int) -> tuple[Passage, ...]:
    found = collection.query(
        query_embeddings=[vector], n_results=limit, include=["documents", "metadatas", "distances"]
    )
    rows = zip(
        found["ids"][0],
        (found["documents"] or [[]])[0],
        (found["metadatas"] or [[]])[0],
        (found["distances"] or [[]])[0],
        strict=True,
    )
    return tuple(
        Passage(title=str(about["title"]), text=text, source=source, score=1 - distance)
        for source, text, about, distance in rows
        if 1 - distance >= LEAST_SCORE
    )
