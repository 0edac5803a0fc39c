"""A posted form, read strictly: every name and value is kept, in order, as it was sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_to_bytes

from channels.errors import BadWebhook

MAX_BYTES = 64 * 1024
MAX_FIELDS = 500
MEDIA_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """The names and values of a urlencoded body. Names may repeat and values may be blank."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Form":
        """Make a form to post."""
        return cls(tuple(pairs))

    @classmethod
    def read(cls, body: bytes) -> "Form":
        """Read UTF-8 of at most 64 KiB and 500 fields. Raises `BadWebhook`, naming the field at fault."""
        if len(body) > MAX_BYTES:
            raise BadWebhook("body", f"{len(body)} bytes is too large", f"send at most {MAX_BYTES} bytes")
        parts = [part for part in body.split(b"&") if part]
        if len(parts) > MAX_FIELDS:
            raise BadWebhook("body", f"{len(parts)} fields are too many", f"send at most {MAX_FIELDS} fields")
        return cls(tuple(_read_pair(part) for part in parts))

    def get(self, name: str) -> str | None:
        """The first value under `name`; None when the form has no such name, blank when its value is."""
        return next((value for key, value in self.pairs if key == name), None)

    def require(self, name: str, remedy: str) -> str:
        """The first value under `name`. Raises `BadWebhook` when it is missing or blank."""
        value = self.get(name)
        if not value:
            raise BadWebhook(name, "is missing" if value is None else "is blank", remedy)
        return value

    def encode(self) -> bytes:
        """The body that `read` reads back as this form."""
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in self.pairs).encode("ascii")


def _quoted(text: str) -> str:
    """Most are letters and digits alone, which stand for themselves."""
    return text if text.isascii() and text.isalnum() else quote_plus(text)


def _read_pair(part: bytes) -> tuple[str, str]:
    raw_name, _, raw_value = part.partition(b"=")
    name = _decode(raw_name, shown_as=raw_name)
    return name, _decode(raw_value, shown_as=raw_name)


def _decode(raw: bytes, shown_as: bytes) -> str:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        field = shown_as[:80].decode("ascii", errors="backslashreplace")
        raise BadWebhook(field, "is not UTF-8", "percent-encode UTF-8 text") from error
