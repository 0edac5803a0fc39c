"""Links in texts, also those without a scheme, and mail addresses."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_ENDINGS = (
    "com|net|org|io|co|shop|store|example|test|ly|us|biz|info|me|app|dev|link|xyz|site|online|gl|to|cc|ai|uk|ca|de|eu|fr|"
    "club|live|top|click|gg|tv|page|pro|deals|sale|ru|cn|in|mx|es"
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+"
    rf"|(?<![\w@.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@.-])(?:[\w-]+\.)+(?:{_ENDINGS})\b(?:[/?#:][^\s<>\"']*)?"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,12}/[^\s<>\"']+",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'\""


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

    @property
    def code(self) -> str | None:
        """The discount code that the link applies (Shopify's `discount` parameter or path)."""
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return None
        given = dict(parse_qsl(parts.query)).get("discount")
        in_path = re.search(r"/discount/([^/?#]+)", parts.path)
        return given or (in_path.group(1) if in_path else None)

    @property
    def without_code(self) -> str:
        """The link without its `discount` parameter and fragment."""
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return self.words
        kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "discount"]
        return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def links_in(text: str) -> tuple[Link, ...]:
    """Return the links in `text`, in order."""
    found = (match.group().rstrip(_TRAILING) for match in _LINK.finditer(text))
    return tuple(Link(words) for words in found if words)
