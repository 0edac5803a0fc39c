"""The records of a JSON upload, one at a time: a list of objects, or one object a line."""

import json
import re
from collections.abc import Iterator
from typing import TextIO

from conversation.errors import Invalid
from tools.upload_csv import Record, named
from tools.upload_fault import BadCell

CHUNK = 64 * 1024
LARGEST_RECORD = 1024 * 1024
_BETWEEN = re.compile(r"[\s,]*")
_NEXT = re.compile(r"\n[\s,]*(?=\{)")


class JsonRecords:
    """Reads objects one after the other. After one that is broken, reading goes on at the next line that begins one."""

    def __init__(self, text: TextIO) -> None:
        """Raises Invalid for a file that is neither a list nor objects."""
        self._text = text
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str)
        self._buffer = ""
        self._line = 1
        self._is_over = False
        self._fill()
        self._skip(_BETWEEN)
        if self._buffer.startswith("["):
            self._drop(1)
        elif self._buffer and not self._buffer.startswith("{"):
            raise Invalid("file", "it is no list of objects", "write [{...}, {...}], or one object a line")

    def __iter__(self) -> Iterator[Record | tuple[int, BadCell]]:
        while True:
            self._skip(_BETWEEN)
            if not self._buffer and self._is_over:
                return
            if self._buffer.startswith("]"):
                self._drop(1)
                continue
            yield self._record()

    def _record(self) -> Record | tuple[int, BadCell]:
        line = self._line
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer)
                if end < len(self._buffer) or self._is_over:
                    break
            except (json.JSONDecodeError, RecursionError):
                if self._is_over or len(self._buffer) > LARGEST_RECORD:
                    self._resume()
                    return line, BadCell("row", "it is no JSON", "close its braces and quotes, one object a line")
            self._fill()
        if not isinstance(value, dict):
            if "\n" in self._buffer[:end]:
                self._resume()  # good lines may stand between a stray bracket and the one that closes it
            else:
                self._drop(end)
            return line, BadCell("row", "it is no object", "write {...} with the columns as names")
        self._drop(end)
        return Record(line, {named(name): _cell(cell) for name, cell in value.items()})

    def _resume(self) -> None:
        """Go to the next line that begins an object."""
        while (found := _NEXT.search(self._buffer)) is None and not self._is_over:
            self._drop(max(0, len(self._buffer) - 1))
            self._fill()
        self._drop(found.end() if found else len(self._buffer))

    def _skip(self, pattern: re.Pattern[str]) -> None:
        while True:
            found = pattern.match(self._buffer)
            self._drop(found.end() if found else 0)
            if self._buffer or self._is_over:
                return
            self._fill()

    def _drop(self, length: int) -> None:
        self._line += self._buffer.count("\n", 0, length)
        self._buffer = self._buffer[length:]

    def _fill(self) -> None:
        chunk = self._text.read(CHUNK)
        self._is_over = not chunk
        self._buffer += chunk


def _cell(value: object) -> object:
    """Texts as they are, numbers and truths as a CSV would have them; nested values are left to who reads them."""
    if isinstance(value, str):
        return value.replace("\0", "").strip()
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value
