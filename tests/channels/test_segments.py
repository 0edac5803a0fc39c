"""Counting segments."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.segments import Encoding, Segments, measure

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "^{}\\[~]|€\f"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", Encoding.GSM_7, 0, 0),
        ("a", Encoding.GSM_7, 1, 1),
        ("a" * 160, Encoding.GSM_7, 160, 1),
        ("a" * 161, Encoding.GSM_7, 161, 2),
        ("a" * 306, Encoding.GSM_7, 306, 2),
        ("a" * 307, Encoding.GSM_7, 307, 3),
        ("€" * 80, Encoding.GSM_7, 160, 1),
        ("€" * 81, Encoding.GSM_7, 162, 2),
        ("a" * 152 + "€" + "a" * 152, Encoding.GSM_7, 306, 3),  # the euro does not fit in the first part's last septet
        ("€" * 153, Encoding.GSM_7, 306, 3),  # 76 pairs to a part
        ("’" * 70, Encoding.UCS_2, 70, 1),
        ("’" * 71, Encoding.UCS_2, 71, 2),
        ("’" * 134, Encoding.UCS_2, 134, 2),
        ("’" * 135, Encoding.UCS_2, 135, 3),
        ("😀" * 35, Encoding.UCS_2, 70, 1),
        ("😀" * 36, Encoding.UCS_2, 72, 2),
        ("😀" * 67, Encoding.UCS_2, 134, 3),  # 33 pairs to a part
        ("👩‍👩‍👧", Encoding.UCS_2, 8, 1),
        ("a" * 160 + "`", Encoding.UCS_2, 161, 3),
        ("ça va", Encoding.UCS_2, 5, 1),
        ("ÇA VA", Encoding.GSM_7, 5, 1),
        ("a" * 66 + "😀" + "a" * 66, Encoding.UCS_2, 134, 3),
    ],
)
def test_known_sizes(text: str, encoding: Encoding, units: int, count: int) -> None:
    assert measure(text) == Segments(encoding, units, count)


def test_the_alphabet_is_whole() -> None:
    assert len(set(BASIC)) == 127  # and the escape makes 128
    assert {measure(character).units for character in BASIC} == {1}
    assert {measure(character).units for character in EXTENSION} == {2}


@given(st.text(st.sampled_from(BASIC + EXTENSION), max_size=700))
def test_gsm_texts_are_filled_part_by_part(text: str) -> None:
    parts = split(text, lambda character: 2 if character in EXTENSION else 1, 160, 153)
    size = measure(text)
    assert (size.encoding, size.count) == (Encoding.GSM_7, len(parts))
    assert size.units == len(text) + sum(text.count(character) for character in EXTENSION)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300).map(lambda text: text + "\u2019"))
def test_other_texts_are_counted_in_utf_16(text: str) -> None:
    parts = split(text, lambda character: len(character.encode("utf-16-le")) // 2, 70, 67)
    size = measure(text)
    assert (size.encoding, size.count) == (Encoding.UCS_2, len(parts))
    assert size.units == len(text.encode("utf-16-le")) // 2


@given(st.text(max_size=700))
def test_a_split_wastes_at_most_one_unit_a_part(text: str) -> None:
    size = measure(text)
    joined = 153 if size.encoding is Encoding.GSM_7 else 67
    if size.count > 1:
        assert math.ceil(size.units / joined) <= size.count <= math.ceil(size.units / (joined - 1))


@given(st.text(max_size=200), st.text(max_size=200))
def test_more_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert measure(text + more).count >= measure(text).count


def split(text: str, width, alone: int, joined: int) -> list[str]:  # type: ignore[no-untyped-def]
    """The parts themselves, cut the slow way."""
    if sum(map(width, text)) <= alone:
        return [text] if text else []
    parts = [""]
    for character in text:
        if sum(map(width, parts[-1] + character)) > joined:
            parts.append("")
        parts[-1] += character
    assert "".join(parts) == text
    return parts
