"""The link to a page of the shop that applies a discount code, where the shop's links can."""

from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from conversation.code_link import with_code
from conversation.merchant import Merchant
from conversation.shop_choice import ShopKind
from tools.shop_opening import code_parameter_of, kind_of


def page_with_code(merchant: Merchant, url: str, code: str) -> str:
    """Return the page's address, by which the shop applies `code`; as it is where there is none, or it cannot.

    Shopify's shareable links are ``/discount/CODE?redirect=/page``. WooCommerce applies a code only where a link fills
    a cart: there the shopper types it.
    """
    if not code:
        return url
    if kind_of(merchant) == ShopKind.SHOPIFY:
        return _shareable(url, code)
    parameter = code_parameter_of(merchant)
    return with_code(url, parameter, code) if parameter else url


def _shareable(url: str, code: str) -> str:
    parts = urlsplit(url)
    page = parts.path + (f"?{parts.query}" if parts.query else "")
    query = urlencode({"redirect": page}, safe="/") if page.strip("/") else ""
    return urlunsplit(parts._replace(path=f"/discount/{quote(code, safe='')}", query=query, fragment=""))
