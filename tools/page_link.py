"""The link to a page of the shop that applies a discount code, where the shop's links can."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from conversation.code_link import CODE_PARAMETER
from conversation.merchant import Merchant
from conversation.shop_choice import ShopKind
from tools.shop_opening import kind_of


def page_with_code(merchant: Merchant, url: str, code: str) -> str:
    """Return the page's address, by which the shop applies `code`; as it is where there is none, or it cannot.

    Shopify's shareable links are ``/discount/CODE?redirect=/page``. WooCommerce applies a code only where a link fills
    a cart: there the shopper types it.
    """
    if not code:
        return url
    kind = kind_of(merchant)
    if kind == ShopKind.SHOPIFY:
        return _shareable(url, code)
    parameter = CODE_PARAMETER if kind == ShopKind.SAMPLE else merchant.settings.shop.code_parameter
    return _with_parameter(url, parameter, code) if parameter else url


def _shareable(url: str, code: str) -> str:
    parts = urlsplit(url)
    page = parts.path + (f"?{parts.query}" if parts.query else "")
    query = urlencode({"redirect": page}, safe="/") if page.strip("/") else ""
    return urlunsplit(parts._replace(path=f"/discount/{quote(code, safe='')}", query=query, fragment=""))


def _with_parameter(url: str, parameter: str, code: str) -> str:
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != parameter]
    return urlunsplit(parts._replace(query=urlencode([*kept, (parameter, code)])))
