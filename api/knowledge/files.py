"""What an operator names to be imported: files, folders of files, and lists of URLs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from conversation.errors import Invalid
from conversation.importing import ToImport
from tools.documents import MOST_BYTES, SUFFIXES


def items_of(paths: Sequence[Path], urls: str = "") -> tuple[ToImport, ...]:
    """Return the files, those in the folders, and the pages that `urls` names. Raises Invalid."""
    found = [item for path in paths for item in _files(path)]
    return (*found, *(ToImport(url) for url in urls_in(urls)))


def urls_in(text: str) -> tuple[str, ...]:
    """Return the addresses in a text, one a line, each once and without what follows ``#``. Raises Invalid."""
    lines = (line.strip() for line in text.splitlines())
    urls = [line.partition("#")[0].strip() for line in lines if line and not line.startswith("#")]
    wrong = next((url for url in urls if url and not url.startswith(("https://", "http://"))), None)
    if wrong is not None:
        raise Invalid("urls", f"{wrong!r} is no web address", "write one a line, from https:// on")
    return tuple(dict.fromkeys(url for url in urls if url))


def file_item(name: str, content: bytes) -> ToImport:
    """Return a file as an item. Raises Invalid where it is too large."""
    if len(content) > MOST_BYTES:
        raise Invalid("files", f"{name} has more than {MOST_BYTES // 1_000_000} MB", "cut it into several")
    return ToImport(name.replace("#", "-"), content)


def _files(path: Path) -> Iterator[ToImport]:
    try:
        if not path.is_dir():
            yield file_item(path.name, path.read_bytes())
            return
        files = sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
        for file in files:
            yield file_item(file.relative_to(path).as_posix(), file.read_bytes())
    except OSError as error:
        raise Invalid("files", f"{path} cannot be read ({error.strerror})", "name files or folders that can") from error
