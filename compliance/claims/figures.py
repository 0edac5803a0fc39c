"""Numbers that stand for themselves: ``let me sweeten it to 15``, ``I can do it for 110 all in``.

Whatever they mean, a price or a discount, something must name them: the cart, a standing offer, the store's own words
or the shopper's. A number of something (``12 pairs``, ``order 4471``) is no figure, nor is a time.
"""

import re
from collections.abc import Iterator

from compliance.claims.backing import Backing
from compliance.claims.negation import is_denied, is_refused
from compliance.claims.phrases import Found, compiled
from compliance.claims.read_text import ReadText
from compliance.claims.times import times_in

_FIGURE = (
    r"(?<![\w.,:#/$€£&'-])(?P<figure>\d[\d,]*(?:\.\d+)?)(?=\s*(?:$|[.!?;)](?:\s|$)|,\s|"
    r"(?:all|for|in|and|if|flat|total|with|on|when|even|today|now|tonight|or|but|instead|per|each|since|because)\b))"
)
_NAMES_A_THING = re.compile(
    r"\b(?:order|number|no|nr|sizes?|apt|suite|unit|room|step|model|version|page|line|gate|route|box|item|sku|zip|ext|option|"
    r"reply|press|text|level|spf|upf|age|talla|numero|pedido|code|call|dial)\.?\s*$"
)
_FEWEST = 5
"""Smaller numbers count things in talk: ``two or three``."""


def figures_in(read: ReadText, backing: Backing) -> Iterator[str]:
    """Yield the numbers that stand for themselves and that nothing names."""
    if not read.has_digit:
        return
    times = [time.found.span() for time in times_in(read.low)]
    for found in compiled(_FIGURE).finditer(read.low):
        is_time = any(begin <= found.start() < end for begin, end in times)
        if not is_time and _means_something(read.low, found) and not backing.has_figure(found["figure"].rstrip(",")):
            yield found["figure"]


def _means_something(low: str, found: Found) -> bool:
    before = low[max(0, found.start() - 20) : found.start()]
    is_said_not_to_be = is_denied(low, found.start()) or is_refused(low, found.start())
    return (
        float(found["figure"].replace(",", "") or 0) >= _FEWEST
        and not is_said_not_to_be
        and not _NAMES_A_THING.search(before)
    )
