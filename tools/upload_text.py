"""How the bytes of an upload are read as text: UTF-8, UTF-16 with its mark, else what Windows wrote."""

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from conversation.errors import Invalid

CHUNK = 64 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` is Python's; `said` tells the uploader where it was not plain UTF-8."""

    name: str
    said: str = ""


def encoding_of(file: BinaryIO) -> Encoding:
    """Look through the whole file, a little at a time, and return to its beginning.

    Raises Invalid, naming the remedy, for what is neither, such as a spreadsheet's own format.
    """
    first = file.read(4)
    file.seek(0)
    if first.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise Invalid("file", "this is a spreadsheet or an archive", "save it as 'CSV UTF-8' and upload that")
    for mark, name in _MARKS:
        if first.startswith(mark):
            _check(file, name)
            return Encoding(name, "" if name == "utf-8-sig" else "read as UTF-16")
    if _can_be(file, "utf-8"):
        return Encoding("utf-8")
    if _can_be(file, "cp1252") and not _has_controls(file):
        return Encoding("cp1252", "read as Windows-1252, for it is no UTF-8; look whether names are right")
    raise Invalid("file", "its characters are neither UTF-8 nor Windows-1252", "save it as 'CSV UTF-8'")


def _check(file: BinaryIO, name: str) -> None:
    if not _can_be(file, name):
        raise Invalid("file", f"it begins as {name} and does not go on so", "save it as 'CSV UTF-8'")


def _can_be(file: BinaryIO, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _has_controls(file: BinaryIO) -> bool:
    """Tell whether there are bytes that no text has: any binary file is Windows-1252 otherwise."""
    allowed = frozenset(b"\t\r\n\f\v")
    controls = bytes(byte for byte in range(32) if byte not in allowed)
    try:
        while chunk := file.read(CHUNK):
            if len(chunk.translate(None, controls)) != len(chunk):
                return True
    finally:
        file.seek(0)
    return False
