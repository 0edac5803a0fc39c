"""Knowledge in Chroma: one collection for each merchant, and vectors that we always make ourselves."""

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from uuid import uuid4

import chromadb
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import InternalError, NotFoundError

from conversation.errors import Misconfigured
from conversation.ids import MerchantId
from tools.embedding import Embedder, Vector
from tools.hashed_words import HashedWordsEmbedder
from tools.knowledge import Entry
from tools.passage import Passage

AT_ONCE = 1000
"""Passages that are added together."""


class ChromaKnowledge:
    """A `KnowledgeBase` on Chroma. Nothing is downloaded and nothing is reported."""

    def __init__(self, folder: Path | None = None, embedder: Embedder | None = None) -> None:
        self._embedder = embedder or HashedWordsEmbedder()
        self._is_kept = folder is not None
        # Chroma shares what is in memory between all clients of a process.
        self._prefix = "kept" if self._is_kept else uuid4().hex[:12]
        self._opening = Lock()
        self._opened = None if folder is None else _open_folder(folder)

    async def search(self, merchant_id: MerchantId, question: str, limit: int = 3) -> tuple[Passage, ...]:
        return await asyncio.to_thread(self._search, merchant_id, question, limit)

    async def held(self, merchant_id: MerchantId) -> Mapping[str, str]:
        return await asyncio.to_thread(self._held, merchant_id)

    async def put(self, merchant_id: MerchantId, entry: Entry) -> None:
        await asyncio.to_thread(self._put, merchant_id, entry)

    async def drop(self, merchant_id: MerchantId, names: Sequence[str]) -> None:
        await asyncio.to_thread(self._drop, merchant_id, names)

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    @property
    def _client(self) -> ClientAPI:
        """What is in memory is opened when it is first needed."""
        with self._opening:
            if self._opened is None:
                self._opened = chromadb.EphemeralClient(settings=_quiet())
            return self._opened

    def _held(self, merchant_id: MerchantId) -> dict[str, str]:
        collection = self._found(merchant_id)
        rows = collection.get(include=["metadatas"])["metadatas"] or [] if collection else []
        return {str(about["entry"]): str(about["digest"]) for about in rows}

    def _put(self, merchant_id: MerchantId, entry: Entry) -> None:
        """Make the vectors first: what fails there leaves everything as it was."""
        texts = [f"{passage.title} {passage.title} {passage.text}" for passage in entry.passages]
        vectors = self._embedder.embed(texts)
        collection = self._client.get_or_create_collection(
            self._name_of(merchant_id),
            metadata={"merchant": merchant_id},
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=None,
        )
        collection.delete(where={"entry": entry.name})
        for start in range(0, len(vectors), AT_ONCE):
            some = entry.passages[start : start + AT_ONCE]
            collection.add(
                ids=[f"{entry.name} {start + place}" for place in range(len(some))],
                embeddings=vectors[start : start + AT_ONCE],
                documents=[passage.text for passage in some],
                metadatas=[
                    {"title": one.title, "source": one.source, "entry": entry.name, "digest": entry.digest}
                    for one in some
                ],
            )

    def _drop(self, merchant_id: MerchantId, names: Sequence[str]) -> None:
        collection = self._found(merchant_id)
        if collection is None:
            return
        for name in names:
            collection.delete(where={"entry": name})

    def _search(self, merchant_id: MerchantId, question: str, limit: int) -> tuple[Passage, ...]:
        vector = self._embedder.embed([question])[0] if question.strip() else ()
        collection = self._found(merchant_id)
        if collection is None or not any(vector):
            return ()
        return _passages(collection, vector, limit, self._embedder.least_score)

    def _found(self, merchant_id: MerchantId) -> Collection | None:
        try:
            return self._client.get_collection(self._name_of(merchant_id), embedding_function=None)
        except NotFoundError:
            return None

    def _name_of(self, merchant_id: MerchantId) -> str:
        """Names are limited to some characters; a new embedder must not meet an old one's vectors."""
        digest = sha256(f"{self._embedder.name} {merchant_id}".encode()).hexdigest()[:32]
        return f"{self._prefix}-2-{digest}"

    def _close(self) -> None:
        if self._opened is None:
            return
        if not self._is_kept:
            for collection in self._client.list_collections():
                if collection.name.startswith(self._prefix):
                    self._client.delete_collection(collection.name)
        if isinstance(self._client, Client):
            self._client.close()


def _open_folder(folder: Path) -> ClientAPI:
    """Chroma knows an open folder by its path, and a relative one may be another folder by now."""
    try:
        return chromadb.PersistentClient(path=str(folder.resolve()), settings=_quiet())
    except (OSError, InternalError) as error:
        what = f"the index in {folder} cannot be opened ({error}); make it writable, or take it away: it is built again"
        raise Misconfigured("TWOLANE_DATA_DIR", what) from error


def _quiet() -> Settings:
    return Settings(anonymized_telemetry=False)


def _passages(collection: Collection, vector: Vector, limit: int, least: float) -> tuple[Passage, ...]:
    found = collection.query(
        query_embeddings=[vector], n_results=limit, include=["documents", "metadatas", "distances"]
    )
    rows = zip(
        (found["documents"] or [[]])[0],
        (found["metadatas"] or [[]])[0],
        (found["distances"] or [[]])[0],
        strict=True,
    )
    return tuple(
        Passage(
            str(about["title"]), text, str(about["source"]), 1 - distance, str(about["entry"]), str(about["digest"])
        )
        for text, about, distance in rows
        if 1 - distance >= least
    )
