"""Vectors from OpenAI, or from a server that speaks as it does."""

from collections.abc import Sequence
from hashlib import sha256

from openai import OpenAI, OpenAIError

from tools.errors import KnowledgeAway
from tools.hashed_words import Vector

AT_ONCE = 128
SECONDS = 10.0
NOTHING = "-"
"""Stands for a text without words, which the service refuses."""


class OpenAIEmbedder:
    """Implements `tools.embedding.Embedder`. The store's words and shoppers' questions leave for the service."""

    least_score = 0.25

    def __init__(self, model: str, api_key: str, base_url: str = "") -> None:
        place = sha256(base_url.encode()).hexdigest()[:8] if base_url else "openai"
        self.name = f"{place}-{model}"
        self._model = model
        self._client = OpenAI(api_key=api_key, base_url=base_url or None, timeout=SECONDS, max_retries=1)

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return one vector for each text. Raises KnowledgeAway."""
        vectors: list[Vector] = []
        for start in range(0, len(texts), AT_ONCE):
            some = [text.strip() or NOTHING for text in texts[start : start + AT_ONCE]]
            try:
                answer = self._client.embeddings.create(model=self._model, input=some, encoding_format="float")
            except OpenAIError as error:
                raise KnowledgeAway(f"the embeddings of {self._model} cannot be had: {error}") from error
            vectors += [row.embedding for row in sorted(answer.data, key=lambda row: row.index)]
        return vectors
