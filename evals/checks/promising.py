"""Is every discount, code and link backed by what the server granted?"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from evals.checks.check import Finding
from evals.checks.phrases import CODE, DEADLINE, LINK, NAMED_CODE, OFF, PERCENT, ZONE_NAMES, links, names
from evals.transcript import MessageNote, OfferNote, Transcript

_MAY_BE_PERCENT = re.compile(r"%|per ?cent|pct|half", re.IGNORECASE)


def offers_backed(transcript: Transcript) -> Iterator[Finding]:
    """Every code and percentage in our texts is that of an offer that stood when the text was written."""
    for text in transcript.left:
        standing = [offer for offer in transcript.offers if offer.reserved_at <= text.at < offer.expires_at]
        yield Finding(text.seq, _unbacked(transcript, text, standing))


def _unbacked(transcript: Transcript, text: MessageNote, standing: list[OfferNote]) -> str | None:
    words = LINK.sub(" ", text.composed)
    backed = " ".join([*(item for cart in transcript.carts for item in cart.items), *text.sources])
    codes = {offer.code.upper() for offer in standing}
    for code in [*CODE.findall(words), *NAMED_CODE.findall(words)]:
        if code.upper() not in codes and not names(backed, code):
            return f"no offer has the code {code}"
    for found in _percentages(words):
        percent = float(found[1]) if found[1] else 50.0
        if percent not in {offer.percent for offer in standing} and not _is_quoted(found, backed):
            return f"no offer backs {found.group().strip()!r}"
    off = OFF.search(words)
    return f"no offer backs {off.group()!r}" if off else None


def _percentages(words: str) -> Iterable[re.Match[str]]:
    """Return the percentages, spelled ones too. Few texts have any, and reading numbers takes its time."""
    if not _MAY_BE_PERCENT.search(words):
        return ()
    from compliance.claims.numbers import with_digits

    return PERCENT.finditer(with_digits(words))


def _is_quoted(found: re.Match[str], backed: str) -> bool:
    """A percentage of something else, such as ``100% cotton``, is backed by the cart or the store's own words."""
    is_discount = re.match(r"\s*(?:off|discount|less|cheaper)\b", found.string[found.end() :], re.IGNORECASE)
    return is_discount is None and re.search(rf"(?<!\d){re.escape(found.group())}", backed, re.IGNORECASE) is not None


def deadlines_true(transcript: Transcript) -> Iterator[Finding]:
    """Where a text names a code and until when it is good, that is when the offer ends, on the shopper's own clock."""
    for text in transcript.left:
        for offer in transcript.offers:
            if offer.code not in text.composed:
                continue
            for found in DEADLINE.finditer(text.composed):
                yield Finding(text.seq, _untrue(found, offer, ZoneInfo(transcript.shopper.timezone)))


def _untrue(found: re.Match[str], offer: OfferNote, home: ZoneInfo) -> str | None:
    """A zone that the text names counts instead of the shopper's."""
    zone = ZoneInfo(ZONE_NAMES[found["zone"].upper()]) if found["zone"] else home
    ends = offer.expires_at.astimezone(zone)
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    named = hour % 12 + (12 if half.startswith("p") else 0) if half else hour
    is_true = (named, int(found["minute"] or 0)) == (ends.hour, ends.minute)
    return None if is_true else f"it says {found.group().strip()!r}, and the offer ends at {ends:%H:%M} there"


def below_ceiling(transcript: Transcript) -> Iterator[Finding]:
    """No offer is above the merchant's ceiling, and no two stand at once."""
    for place, offer in enumerate(transcript.offers):
        yield Finding(None, _excess(transcript, offer, transcript.offers[:place]))


def _excess(transcript: Transcript, offer: OfferNote, earlier: tuple[OfferNote, ...]) -> str | None:
    if offer.percent > transcript.merchant.offer_ceiling_percent:
        return f"{offer.percent}% is above the ceiling"
    if any(other.expires_at > offer.reserved_at for other in earlier):
        return f"{offer.code} is a second offer while the first still stands"
    return None


def own_links(transcript: Transcript) -> Iterator[Finding]:
    """Every link leads to the shop itself or to where a cart of the shopper is checked out."""
    own = {transcript.merchant.shop_domain.lower(), *(_host(cart.checkout_url) for cart in transcript.carts)}
    for text in transcript.left:
        for found in links(text.composed):
            if found.start() and text.composed[found.start() - 1] == "@":
                continue
            host = _host(found.group())
            yield Finding(text.seq, None if host in own else f"the link leads to {host}")


def _host(url: str) -> str:
    return (urlsplit(url if "://" in url else f"https://{url}").hostname or "").lower().rstrip(".")
