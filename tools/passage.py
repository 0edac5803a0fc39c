"""Passages: a store's own words, cut at its headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_PASSAGE = 1200
"""Characters. Longer sections are cut between paragraphs, and longer paragraphs between sentences."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>.+?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")


@dataclass(frozen=True, slots=True)
class Passage:
    """`source` names the place it comes from. A higher `score` answers better, within one search only.

    `entry` and `digest` are those of what it is a part of, in an index.
    """

    title: str
    text: str
    source: str
    score: float = 0.0
    entry: str = ""
    digest: str = ""


def policy_chunks(markdown: str, name: str = "policy") -> tuple[Passage, ...]:
    """Return one passage for each headed section that says something, in order; sources are ``name#slug``.

    What stands before the first heading is titled `name`. Comments are left out.
    """
    passages: list[Passage] = []
    used: dict[str, int] = {}
    for title, body in _sections(_COMMENT.sub("", markdown), name):
        for text in _pieces(body):
            slug = _slug(title)
            used[slug] = used.get(slug, 0) + 1
            place = slug if used[slug] == 1 else f"{slug}-{used[slug]}"
            passages.append(Passage(title, text, f"{name}#{place}"))
    return tuple(passages)


def _sections(markdown: str, first_title: str) -> Iterator[tuple[str, str]]:
    title, lines, is_code = first_title, list[str](), False
    for line in markdown.splitlines():
        if _FENCE.match(line):
            is_code = not is_code
        heading = None if is_code else _HEADING.fullmatch(line)
        if heading is None:
            lines.append(line)
            continue
        yield title, "\n".join(lines)
        title, lines = heading["title"], []
    yield title, "\n".join(lines)


def _pieces(body: str) -> Iterator[str]:
    body = re.sub(r"\n\s*\n", "\n\n", body.strip())
    if len(body) <= LONGEST_PASSAGE:
        yield from [body] if body else []
        return
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    separators = ["\n\n", "\n", ". ", " ", ""]
    splitter = RecursiveCharacterTextSplitter(
        separators, keep_separator="end", chunk_size=LONGEST_PASSAGE, chunk_overlap=0
    )
    yield from splitter.split_text(body)


def _slug(title: str) -> str:
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-") or "section"
