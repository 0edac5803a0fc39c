"""The words of an HTML page as Markdown: what it is about, without its menus, scripts and footers."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BESIDE = "script,style,noscript,template,svg,iframe,form,nav,aside,header,footer,dialog,[hidden],[aria-hidden=true]"
_MAIN = ("main", "[role=main]", "article", "body")
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "ul", "ol", "table", "tbody", "thead", "tfoot", "dl", "dd", "dt")
) | {"figure", "figcaption", "blockquote", "pre", "details", "summary", "address", "fieldset"}


def markdown_of(content: bytes) -> tuple[str, str]:
    """Return the page's title and its words, headings and lists as Markdown."""
    page = LexborHTMLParser(content)
    named = page.css_first("title")
    title = _flat(named.text()) if named is not None else ""
    for node in page.css(_BESIDE):
        if not (node.tag == "header" and node.css_first("h1") is not None):
            node.decompose()
    first = page.css_first("h1")
    root = next((found for one in _MAIN if (found := page.css_first(one)) is not None), None)
    heading = _flat(first.text()) if first is not None else ""
    return heading or title, "".join(_words(root)) if root is not None else ""


def _words(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            yield re.sub(r"\s+", " ", child.text(deep=False))
        elif tag in _HEADINGS:
            heading = _flat(child.text())
            yield f"\n\n{_HEADINGS[tag]} {heading}\n\n" if heading else ""
        elif tag == "br":
            yield "\n"
        elif tag == "li":
            yield f"\n- {_flat(''.join(_words(child)))}"
        elif tag == "tr":
            cells = [_flat(cell.text()) for cell in child.iter() if cell.tag in ("td", "th")]
            yield f"\n{' | '.join(cells)}"
        elif tag in _BLOCKS:
            yield "\n\n"
            yield from _words(child)
            yield "\n\n"
        else:
            yield from _words(child)


def _flat(text: str) -> str:
    return " ".join(text.split())
