"""Lines of JSON for the files of a run: written from our dataclasses, and read back with every field checked."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeVar

from msgspec import DecodeError, json
from pydantic import ValidationError

from evals.expect import Expect

Kept = TypeVar("Kept")
MOST_EXPECTS = 4_096
"""Expectations that are remembered: a scenario's are alike in all its plays."""


def line_of(kept: object) -> bytes:
    """Return a dataclass as one line, with its line feed."""
    return _encoder().encode(kept) + b"\n"


@cache
def reader_of(kind: type[Kept]) -> Callable[[bytes], Kept]:
    """Return what reads a line as `kind`. It raises ValueError, saying what is wrong and where."""
    decode = json.Decoder(kind, dec_hook=_read).decode

    def read(line: bytes) -> Kept:
        try:
            return decode(line)
        except (DecodeError, UnicodeDecodeError) as error:
            raise ValueError(str(error)) from error

    return read


@cache
def _encoder() -> json.Encoder:
    return json.Encoder(enc_hook=_written)


def _written(value: object) -> object:
    if isinstance(value, Expect):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _read(kind: type, raw: object) -> object:
    if kind is not Expect:
        raise TypeError(f"{kind.__name__} cannot be read from JSON")
    return _expect(json.encode(raw))


@lru_cache(maxsize=MOST_EXPECTS)
def _expect(raw: bytes) -> Expect:
    try:
        return Expect.model_validate_json(raw)
    except ValidationError as error:
        told = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, told['loc']))}: {told['msg']}") from error
