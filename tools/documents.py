"""Reading pages and files: Markdown, HTML, PDF and CSV become titled Markdown."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import PurePosixPath
from types import MappingProxyType

from conversation.importing import Read

MOST_BYTES = 10_000_000
MOST_CHARACTERS = 400_000
MOST_LINES = 2000
"""House figures for one file; a line of a CSV file is one product or one answer."""

_TITLES = ("title", "name", "product", "product name", "question", "handle", "sku")
_KINDS = MappingProxyType(
    {
        "text/html": "html",
        "application/xhtml+xml": "html",
        "application/pdf": "pdf",
        "text/csv": "csv",
        "text/markdown": "md",
        "text/plain": "md",
    }
)
SUFFIXES = MappingProxyType(
    {".md": "md", ".markdown": "md", ".txt": "md", ".html": "html", ".htm": "html", ".pdf": "pdf", ".csv": "csv"}
)


class Unreadable(Exception):
    """It cannot be read: says why, for who imports it."""


def read_document(name: str, content: bytes, media_type: str = "") -> tuple[Read, ...]:
    """Return what a page or a file called `name` says. Raises Unreadable.

    What it is says `media_type`, as a server named it, else the name's ending.
    """
    kind = _KINDS.get(media_type.partition(";")[0].strip().lower()) or SUFFIXES.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise Unreadable(f"it is no Markdown, HTML, PDF or CSV ({media_type or 'by its name'})")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it has more than {MOST_BYTES // 1_000_000} MB")
    found = tuple(_clean(read) for read in _READERS[kind](name, content))
    if not any(read.text for read in found):
        raise Unreadable("it has no text")
    if sum(len(read.text) for read in found) > MOST_CHARACTERS:
        raise Unreadable(f"it has more than {MOST_CHARACTERS} characters of text; cut it into several")
    return tuple(read for read in found if read.text)


def _clean(read: Read) -> Read:
    """Leave out what no database takes, and lines that are nothing but space."""
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", read.text.replace("\x00", "")))
    return Read(" ".join(read.title.replace("\x00", "").split())[:200], text.strip(), read.part)


def _markdown(name: str, content: bytes) -> Iterator[Read]:
    text = _decoded(content)
    heading = re.search(r"^#{1,2}[ \t]+(.+?)[ \t]*#*$", text, re.MULTILINE)
    yield Read(heading[1] if heading else PurePosixPath(name).stem, text)


def _html(name: str, content: bytes) -> Iterator[Read]:
    _need("selectolax", "HTML")
    from tools.html_text import markdown_of

    title, text = markdown_of(content)
    yield Read(title or PurePosixPath(name).stem, text)


def _pdf(name: str, content: bytes) -> Iterator[Read]:
    _need("pypdf", "PDF")
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Unreadable("it is encrypted; save it without a password")
        pages = [page.extract_text().strip() for page in reader.pages]
        title = (reader.metadata.title if reader.metadata else None) or ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"it is no PDF that can be read ({type(error).__name__})") from error
    text = "\n\n".join(f"## Page {number}\n\n{page}" for number, page in enumerate(pages, 1) if page)
    yield Read(title or PurePosixPath(name).stem, text)


def _csv(name: str, content: bytes) -> Iterator[Read]:
    text = _decoded(content)
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:4096], ",;\t|") if text else "excel"
    except csv.Error:
        dialect = "excel"
    rows = csv.DictReader(io.StringIO(text), dialect=dialect)
    try:
        filled = [{key: value for key, value in row.items() if key and isinstance(value, str)} for row in rows]
    except csv.Error as error:
        raise Unreadable(f"it is no CSV that can be read: {error}") from error
    if len(filled) > MOST_LINES:
        raise Unreadable(f"it has more than {MOST_LINES} lines; cut it into several")
    used: dict[str, int] = {}
    for row in filled:
        title = _title_of(row)
        part = re.sub(r"[\W_]+", "-", title.lower()).strip("-") or "line"
        used[part] = used.get(part, 0) + 1
        words = "\n".join(f"{key.strip()}: {value.strip()}" for key, value in row.items() if value.strip())
        yield Read(title, words, part if used[part] == 1 else f"{part}-{used[part]}")


def _title_of(row: Mapping[str, str]) -> str:
    by_name = {key.strip().lower(): value.strip() for key, value in row.items()}
    named = next((by_name[name] for name in _TITLES if by_name.get(name)), "")
    return named or next((value for value in by_name.values() if value), "")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _need(package: str, kind: str) -> None:
    if find_spec(package) is None:
        raise Unreadable(f"{kind} is read with the extra `knowledge`: pip install 'twolane[knowledge]'")


_READERS: Mapping[str, Callable[[str, bytes], Iterator[Read]]] = MappingProxyType(
    {"md": _markdown, "html": _html, "pdf": _pdf, "csv": _csv}
)
