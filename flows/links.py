"""Links in what flows and campaigns write: the shop's own pages, saying to its analytics which text they came from.

They are written whole. The one exit judges where they lead and puts a short link in their place, for each recipient
alone, where the merchant tracks links (`compliance.tracking`).
"""

from compliance.claims import with_swapped_links
from compliance.tracking import utm_of, with_utm
from conversation.linking import shop_hosts
from conversation.merchant import Merchant


def name_links(words: str, merchant: Merchant, campaign: str, content: str) -> str:
    """Return a text whose links to the shop say which flow or campaign they came from, and which step or variant."""
    hosts, utm = shop_hosts(merchant, None), utm_of(campaign, content)
    return with_swapped_links(words, lambda link: with_utm(link.url, utm) if link.host in hosts else link.words)
