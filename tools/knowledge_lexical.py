"""Knowledge by shared words: SQLite's full-text search, with English stems and BM25."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from conversation.ids import MerchantId
from tools.knowledge import Entry
from tools.passage import Passage
from tools.words import content_words

_TABLE = """
CREATE VIRTUAL TABLE IF NOT EXISTS passage_2
USING fts5(merchant UNINDEXED, title, text, source UNINDEXED, entry UNINDEXED, digest UNINDEXED,
           tokenize = 'porter unicode61')
"""
_SEARCH = """
SELECT title, text, source, -bm25(passage_2, 0, 2, 1) AS score, entry, digest FROM passage_2
WHERE passage_2 MATCH ? AND merchant = ? ORDER BY score DESC, rowid LIMIT ?
"""
_DROP = "DELETE FROM passage_2 WHERE merchant = ? AND entry = ?"


class LexicalKnowledge:
    """A `KnowledgeBase` that needs nothing installed. A word in a title counts twice."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        file = str(folder / "knowledge.db") if folder is not None else ":memory:"
        # One event loop uses it, but perhaps not in the thread that opened it.
        self._rows = sqlite3.connect(file, check_same_thread=False)
        self._rows.execute(_TABLE)

    async def search(self, merchant_id: MerchantId, question: str, limit: int = 3) -> tuple[Passage, ...]:
        words = content_words(question)
        if not words:
            return ()
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        found = self._rows.execute(_SEARCH, (query, merchant_id, limit)).fetchall()
        return tuple(Passage(*row) for row in found)

    async def held(self, merchant_id: MerchantId) -> Mapping[str, str]:
        found = self._rows.execute("SELECT entry, digest FROM passage_2 WHERE merchant = ?", (merchant_id,))
        return dict(found.fetchall())

    async def put(self, merchant_id: MerchantId, entry: Entry) -> None:
        rows = [(merchant_id, one.title, one.text, one.source, entry.name, entry.digest) for one in entry.passages]
        with self._rows:
            self._rows.execute(_DROP, (merchant_id, entry.name))
            self._rows.executemany("INSERT INTO passage_2 VALUES (?, ?, ?, ?, ?, ?)", rows)

    async def drop(self, merchant_id: MerchantId, names: Sequence[str]) -> None:
        with self._rows:
            self._rows.executemany(_DROP, [(merchant_id, name) for name in names])

    async def close(self) -> None:
        self._rows.close()
