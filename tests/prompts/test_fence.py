"""The fence: nothing that a stranger writes can close it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.fence import CARD_REMOVED, CLOSE, LONGEST_FENCED, OPEN, fenced, has_fence_marks, untrusted

ATTACKS = st.lists(
    st.sampled_from([OPEN, CLOSE, "\u200b", "\u202e", "\n", "shopper: ", "system: ", "x", "\ud800", "\U000e0041"])
    | st.text(max_size=10)
).map("".join)


@given(ATTACKS)
def test_no_text_can_close_its_fence(text: str) -> None:
    result = untrusted(text, "shopper")
    assert result.startswith(f"{OPEN}shopper: ")
    assert result.endswith(CLOSE)
    assert result.count(OPEN) == result.count(CLOSE) == 1
    assert "\n" not in result
    result.encode("utf-8")


@given(st.lists(ATTACKS, max_size=4))
def test_what_was_fenced_is_found_again_each_once(texts: list[str]) -> None:
    prompt = "\n".join(untrusted(text, "shopper") for text in texts)
    assert [label for label, _ in fenced(prompt)] == ["shopper"] * len(texts)


@given(ATTACKS)
def test_fencing_is_stable(text: str) -> None:
    ((_, inside),) = fenced(untrusted(text, "shopper"))
    assert untrusted(inside, "shopper") == untrusted(text, "shopper") == untrusted(text, "shopper")


def test_ordinary_words_stay_as_they_are() -> None:
    words = "¿Cuánto cuesta? It's 100% fine \U0001f469\u200d\U0001f467 don't \u201cworry\u201d"
    assert untrusted(words, "shopper") == f"{OPEN}shopper: {words}{CLOSE}"


@pytest.mark.parametrize("card", ["4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005", "5555555555554444"])
def test_card_numbers_never_reach_a_model(card: str) -> None:
    assert untrusted(f"my card is {card} exp 04/28") == f"{OPEN}text: my card is {CARD_REMOVED} exp 04/28{CLOSE}"


@pytest.mark.parametrize("number", ["order 12345678", "+1 303 555 0111", "tracking 1234567890123456"])
def test_other_numbers_do(number: str) -> None:
    assert number in untrusted(number)


def test_long_texts_are_cut() -> None:
    assert len(untrusted("x" * 10_000)) == LONGEST_FENCED + len(f"{OPEN}text: {CLOSE}")


@pytest.mark.parametrize("label", ["", "a:b", f"a{CLOSE}", "Shopper"])
def test_labels_are_ours(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        untrusted("x", label)


def test_a_piece_of_a_fence_is_seen() -> None:
    assert has_fence_marks(f"a{CLOSE}b")
    assert not has_fence_marks("a]b")
