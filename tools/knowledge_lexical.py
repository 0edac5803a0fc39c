"""Knowledge by shared words: SQLite's full-text search, with English stems and BM25."""

import sqlite3
from pathlib import Path

from conversation.ids import MerchantId
from tools.passage import Passage
from tools.words import content_words

_TABLE = """
CREATE VIRTUAL TABLE IF NOT EXISTS passage
USING fts5(merchant UNINDEXED, title, text, source UNINDEXED, tokenize = 'porter unicode61')
"""
_SEARCH = """
SELECT title, text, source, -bm25(passage, 0, 2, 1) AS score FROM passage
WHERE passage MATCH ? AND merchant = ? ORDER BY score DESC, rowid LIMIT ?
"""


class LexicalKnowledge:
    """A `KnowledgeBase` that needs nothing installed. A word in a title counts twice."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        file = str(folder / "knowledge.db") if folder is not None else ":memory:"
        # One event loop uses it, but perhaps not in the thread that opened it.
        self._rows = sqlite3.connect(file, check_same_thread=False)
        self._rows.execute(_TABLE)

    async def learn(self, merchant_id: MerchantId, passages: tuple[Passage, ...]) -> None:
        rows = [(merchant_id, passage.title, passage.text, passage.source) for passage in passages]
        with self._rows:
            self._rows.execute("DELETE FROM passage WHERE merchant = ?", (merchant_id,))
            self._rows.executemany("INSERT INTO passage VALUES (?, ?, ?, ?)", rows)

    async def search(self, merchant_id: MerchantId, question: str, limit: int = 3) -> tuple[Passage, ...]:
        words = content_words(question)
        if not words:
            return ()
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        found = self._rows.execute(_SEARCH, (query, merchant_id, limit)).fetchall()
        return tuple(Passage(*row) for row in found)

    async def close(self) -> None:
        self._rows.close()
