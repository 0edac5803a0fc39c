"""Words that sell: with any of them in a text, its flow is promotional, whatever it is called."""

import re

from compliance.plain_text import plain
from conversation.merchant import Merchant

_SELLS = re.compile(
    r"\b(?:buy|shop (?:now|the|our|for|again)|shopping|on sale|sales?|deals?|discounts?|coupons?|promo\w*|offers?|"
    r"save (?:\d+|\$|up|big|now|on|more)|order (?:now|again|more|another)|come back|last chance|limited time|exclusive|"
    r"new arrivals?|new collection|you(?:'ll| will| may| might)(?: also)? (?:love|like)|recommend\w*|upgrade|bundles?|"
    r"free (?:gift|shipping|delivery)|(?:use|with) code|treat yourself|browse|don'?t miss|back in stock|"
    r"add (?:it|this|another)|pair (?:it|them) with|refer a friend|ofertas?|descuentos?|compra)\b"
    r"|\d+ ?(?:%|percent)(?: off)?|\$ ?\d+ off",
    re.IGNORECASE,
)


def selling_words(text: str, merchant: Merchant) -> tuple[str, ...]:
    """Return the words that sell, as they stand in `text`, the merchant's own name apart."""
    without_brand = plain(text).replace(plain(merchant.name), "")
    return tuple(dict.fromkeys(found.group().strip() for found in _SELLS.finditer(without_brand)))
