"""Photos as they may be kept: known by their own bytes, and without what a camera writes into them.

A phone's photo may say where and when it was taken and with which device. Only how it is to be turned is kept. The
carrier's word for what a file is counts for nothing. Formats: ITU-T T.81 with Exif 2.3, W3C PNG, Google's WebP
container, and GIF89a.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 5 * 1024 * 1024
"""What a carrier passes on at most with one text (Twilio, Media resource)."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04
_JPEG_KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""Of the application segments: JFIF, colour profile, Adobe's colour transform."""
_SCAN, _END, _EXIF, _COMMENT = 0xDA, 0xD9, 0xE1, 0xFE
_ORIENTATION = 0x0112


class NotAPhoto(Exception):
    """The bytes are no photo that can be shown; the message says why."""


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """`kind` is the media type that the bytes themselves show."""

    kind: str
    content: bytes


def clean_photo(content: bytes) -> CleanPhoto:
    """Return the photo without what its camera wrote into it. Raises NotAPhoto."""
    if len(content) > MOST_BYTES:
        raise NotAPhoto(f"it has more than {MOST_BYTES // 1024} KiB")
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return CleanPhoto("image/jpeg", b"".join(_jpeg(content)))
        if content.startswith(_PNG):
            return CleanPhoto("image/png", b"".join(_png(content)))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return CleanPhoto("image/webp", _webp(content))
        if content[:6] in (b"GIF87a", b"GIF89a"):
            return CleanPhoto("image/gif", b"".join(_gif(content)))
    except (IndexError, struct.error) as error:
        raise NotAPhoto("it is broken off") from error
    raise NotAPhoto("it is no JPEG, PNG, WebP or GIF")


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Yield the segments that make the picture, then the picture itself up to its end."""
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise NotAPhoto("it is broken")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise NotAPhoto("it is broken off")
        if marker == _SCAN:
            yield content[at : _picture_end(content, end)]
            return
        if marker == _EXIF:
            yield _only_orientation(content[at + 4 : end])
        elif (marker not in range(0xE0, 0xF0) and marker != _COMMENT) or marker in _JPEG_KEPT:
            yield content[at:end]
        at = end


def _picture_end(content: bytes, at: int) -> int:
    """Return where the last picture data end: some phones put a whole film behind it."""
    end = content.find(bytes((0xFF, _END)), at)
    if end < 0:
        raise NotAPhoto("it is broken off")
    return end + 2


def _only_orientation(exif: bytes) -> bytes:
    """Return an Exif segment that says how to turn the picture and nothing else; nothing where it says none."""
    turn = _orientation(exif)
    if turn is None:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turn, 0)
    tiff = b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    body = b"Exif\x00\x00" + tiff
    return bytes((0xFF, _EXIF)) + struct.pack(">H", len(body) + 2) + body


def _orientation(exif: bytes) -> int | None:
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if not exif.startswith(b"Exif\x00\x00") or order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for place in range(min(count, 512)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * place)
            if (tag, kind) == (_ORIENTATION, 3):
                return value if 1 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _png(content: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise NotAPhoto("it is broken off")
        if name in _PNG_KEPT:
            yield content[at:end]
        if name == b"IEND":
            return
        at = end


def _webp(content: bytes) -> bytes:
    (length,) = struct.unpack_from("<I", content, 4)
    whole = length + 8
    if whole > len(content):
        raise NotAPhoto("it is broken off")
    kept, at = [b"WEBP"], 12
    while at + 8 <= whole:
        name, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        if at + 8 + length > whole:
            raise NotAPhoto("it is broken off")
        chunk = content[at:end]
        if name == b"VP8X":
            flags = chunk[8] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP)
            chunk = chunk[:8] + bytes((flags,)) + chunk[9:]
        if name in _WEBP_KEPT:
            kept.append(chunk)
        at = end
    if len(kept) == 1:
        raise NotAPhoto("it is broken off")
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif(content: bytes) -> Iterator[bytes]:
    """Yield the picture's blocks; comments and applications' own data are left out, save how often to loop."""
    at = 13 + _colours(content[10])
    yield content[:at]
    while True:
        kind = content[at]
        if kind == 0x3B:
            yield content[at : at + 1]
            return
        if kind == 0x2C:
            begins = at + 10 + _colours(content[at + 9]) + 1
        elif kind == 0x21:
            begins = at + 2
        else:
            raise NotAPhoto("it is broken")
        end = _after_blocks(content, begins)
        is_loop = content[at : at + 2] == b"\x21\xff" and content[at + 3 : at + 14] == b"NETSCAPE2.0"
        if kind == 0x2C or content[at + 1] in (0xF9, 0x01) or is_loop:
            yield content[at:end]
        at = end


def _colours(flags: int) -> int:
    """Return the bytes of a colour table."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += 1 + content[at]
    return at + 1
