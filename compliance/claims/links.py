"""Links in texts, also those without a scheme, and mail addresses."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

_ENDINGS = (
    "com|net|org|io|co|shop|store|example|test|ly|us|biz|info|me|app|dev|link|xyz|site|online|gl|to|cc|ai|uk|ca|de|eu|fr|"
    "club|live|top|click|gg|tv|page|pro|deals|sale|ru|cn|in|mx|es|gift|vip|win|buzz|life|world|fun|icu|zip|name|br|nl|it|"
    "jp|kr|au|nz|ch|be|pl|art|blog|cloud|email|support|help|tech|space|website|host|cash|money|discount|promo|coupons|"
    "outlet|fashion|boutique|supply|group|social|sh|ws|pw|tk|ml|ga|cf|ink|mobi|lol|today|gifts|bargains"
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+"
    rf"|(?<![\w@.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@.-])(?:[\w-]+\.)+(?:{_ENDINGS})\b(?:[/?#:][^\s<>\"']*)?"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,12}/[^\s<>\"']+|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])(?:[:/]\S*)?",
    re.IGNORECASE,
)
_GLUED = re.compile(r"[\w'-]+\.[A-Z][a-z]*")
"""A sentence that begins without a space before it: ``I can help.In the meantime``."""
_TRAILING = ".,;:!?)]}'\""
_DOTTED = re.compile(r"\S\.\S")
_HINTS = ("@", "//", "www", "dot", "punto", "hxxp", " .", ". com", "[.", "(.")
_SCHEME = re.compile(r"\bh(?:xx|\s?t\s?t\s?)p(s?)\s*:?\s*/\s*/\s*", re.IGNORECASE)
_DISGUISES = (
    (re.compile(r"\s*[\[({<]\s*(?:\.|dot|punto)\s*[\])}>]\s*", re.IGNORECASE), "."),
    (re.compile(rf"(?<=\w)\s+(?:dot|punto)\s+(?=(?:{_ENDINGS})\b)", re.IGNORECASE), "."),
    (re.compile(r"(?<=\w)\s+\.\s?(?=(?:com|net|org|shop|store|co|io)\b)|(?<=\w)\.\s(?=com\b)", re.IGNORECASE), "."),
    (re.compile(rf"\bwww[\s.]+([\w-]+)[\s.]+({_ENDINGS})\b", re.IGNORECASE), r"www.\1.\2"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in a text."""

    words: str

    @property
    def is_mail(self) -> bool:
        return "@" in self.words and "//" not in self.words and "/" not in self.words

    @property
    def url(self) -> str:
        return self.words if "//" in self.words else f"https://{self.words}"

    @property
    def host(self) -> str:
        """The host in lower case, without ``www.``; empty where it cannot be read."""
        if self.is_mail:
            return self.words.rpartition("@")[2].lower()
        try:
            host = urlsplit(self.url).hostname or ""
        except ValueError:
            return ""
        return host.lower().removeprefix("www.")

    def codes(self, parameters: Collection[str]) -> tuple[str, ...]:
        """Return the discount codes that the link applies, by one of these `parameters` or in Shopify's path."""
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return ()
        given = tuple(value for name, value in parse_qsl(parts.query) if name in parameters)
        in_path = re.search(r"/discount/([^/?#]+)", parts.path)
        return (*given, in_path.group(1)) if in_path else given

    def without_code(self, parameters: Collection[str]) -> str:
        """Return the link without the codes it applies, what tells where its reader came from, and its fragment."""
        try:
            parts = _page_of(urlsplit(self.url))
        except ValueError:
            return self.words
        given = parse_qsl(parts.query, keep_blank_values=True)
        kept = [(name, value) for name, value in given if name not in parameters and not name.startswith("utm_")]
        return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def _page_of(parts: SplitResult) -> SplitResult:
    """Return where Shopify's ``/discount/CODE?redirect=/page`` leads on its own host; anything else as it is."""
    if not re.fullmatch(r"/discount/[^/]+/?", parts.path):
        return parts
    page = dict(parse_qsl(parts.query)).get("redirect", "/")
    if not page.startswith("/") or page.startswith("//") or "\\" in page:
        return parts
    path, _, query = page.partition("?")
    return parts._replace(path="" if path == "/" else path, query=query)


def links_in(text: str) -> tuple[Link, ...]:
    """Return the links in `text`, in order."""
    if not _may_link(text):
        return ()
    found = (match.group().rstrip(_TRAILING) for match in _LINK.finditer(text))
    return tuple(Link(words) for words in found if words and not _GLUED.fullmatch(words))


def with_swapped_links(text: str, swap: Callable[[Link], str]) -> str:
    """Return `text` with what `swap` says in the place of each link, mail addresses apart."""

    def swapped(match: re.Match[str]) -> str:
        words = match.group().rstrip(_TRAILING)
        link = Link(words)
        if not words or _GLUED.fullmatch(words) or link.is_mail:
            return match.group()
        return swap(link) + match.group()[len(words) :]

    return _LINK.sub(swapped, text) if _may_link(text) else text


def with_plain_links(text: str) -> str:
    """Return `text` with links as they are typed: ``hxxps://shop[.]com`` and ``shop dot com`` are some."""
    if not _may_link(text):
        return text
    text = _SCHEME.sub(r"http\1://", text)
    for pattern, undone in _DISGUISES:
        text = pattern.sub(undone, text)
    return text


def _may_link(text: str) -> bool:
    """A cheap look: most texts have no link at all."""
    low = text.lower()
    return any(hint in low for hint in _HINTS) or _DOTTED.search(text) is not None
