"""Vectors without a model."""

import math

import pytest

from tools.hashed_words import HashedWordsEmbedder, Vector


def cosine(first: Vector, second: Vector) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_the_same_text_has_the_same_vector_of_length_one() -> None:
    first, second = HashedWordsEmbedder().embed(["Free shipping?", "free SHIPPING"])
    assert first == second
    assert math.isclose(cosine(first, first), 1)


def test_forms_of_a_word_are_nearer_than_other_words() -> None:
    returned, returns, hats = HashedWordsEmbedder().embed(["returned", "returns", "hats"])
    assert cosine(returned, returns) > 0.2 > abs(cosine(returned, hats))


@pytest.mark.parametrize("text", ["", "is it?", "..."])
def test_a_text_without_words_is_near_nothing(text: str) -> None:
    assert not any(HashedWordsEmbedder().embed([text])[0])
