"""A photo is known by its own bytes, and nothing that its camera wrote into it is kept."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.photo_cleaning import MOST_BYTES, NotAPhoto, clean_photo
from tests.channels.pictures import PLACE, gif, jpeg, png, webp

KINDS = [(jpeg, "image/jpeg"), (png, "image/png"), (webp, "image/webp"), (gif, "image/gif")]


@pytest.mark.parametrize(("make", "kind"), KINDS)
def test_what_a_camera_writes_is_left_out(make: Callable[[], bytes], kind: str) -> None:
    assert PLACE in make()
    clean = clean_photo(make())
    assert clean.kind == kind
    assert PLACE not in clean.content
    assert b"Photoshop" not in clean.content and b"adobe" not in clean.content and b"film" not in clean.content


@pytest.mark.parametrize(("make", "kind"), KINDS)
def test_cleaning_twice_is_cleaning_once(make: Callable[[], bytes], kind: str) -> None:
    clean = clean_photo(make())
    assert clean_photo(clean.content) == clean


def test_how_a_picture_is_turned_is_kept() -> None:
    assert b"Exif\x00\x00MM" in clean_photo(jpeg(turn=6)).content
    assert b"Exif" not in clean_photo(jpeg(turn=0)).content


@pytest.mark.parametrize(("make", "kind"), KINDS)
def test_a_broken_off_photo_is_none(make: Callable[[], bytes], kind: str) -> None:
    whole = clean_photo(make()).content
    for length in range(20, len(whole) - 2, 7):
        with pytest.raises(NotAPhoto):
            clean_photo(whole[:length])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hi",
        b"<svg onload='alert(1)'/>",
        b"<html>",
        b"%PDF-1.7",
        b"MZ\x90",
        b"GIF89b",
        b"\x00\x00\x00\x18ftypheic",
    ],
)
def test_anything_else_is_none_whatever_the_carrier_calls_it(content: bytes) -> None:
    with pytest.raises(NotAPhoto, match="no JPEG"):
        clean_photo(content)


def test_more_than_a_carrier_passes_on_is_none() -> None:
    with pytest.raises(NotAPhoto, match="more than 5120 KiB"):
        clean_photo(b"\xff\xd8\xff" + bytes(MOST_BYTES))


@given(st.sampled_from([make() for make, _ in KINDS]), st.data())
def test_no_bytes_make_it_fail_in_another_way(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(NotAPhoto):
        assert len(clean_photo(bytes(damaged)).content) <= len(damaged) + 36
