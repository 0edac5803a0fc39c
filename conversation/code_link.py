"""How the shops' own links apply a discount code: by a parameter, and at WooCommerce by filling a cart again.

WooCommerce's page on which an order is paid takes no code from its address, and the order's total stands. WooCommerce
10.0 and newer have ``/checkout-link/``, which fills a cart with products and a code and goes on to the checkout
(developer.woocommerce.com, "Shareable Checkout URLs"); to an older shop it is a page that is not there.
"""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from conversation.cart import CartItem
from conversation.merchant import Merchant

CODE_PARAMETER = "discount"
"""What Shopify applies a code by."""
COUPON_PARAMETER = "coupon"
"""What WooCommerce applies a code by."""
FILLING_PATH = "/checkout-link/"


def code_parameters(merchant: Merchant) -> frozenset[str]:
    """Return by which parameters a link may apply a code: any shop's, for a code that nobody gave is to be seen."""
    return frozenset({CODE_PARAMETER, COUPON_PARAMETER, merchant.settings.shop.code_parameter} - {""})


def with_code(url: str, parameter: str, code: str) -> str:
    """Return the address with the code as its `parameter`, in the place of any that it has."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != parameter]
    return urlunsplit(parts._replace(query=urlencode([*kept, (parameter, code)])))


def filling_link(url: str, items: tuple[CartItem, ...], code: str = "") -> str:
    """Return a link that fills a cart with these items, for a WooCommerce shop at `url`."""
    products = ",".join(f"{item.variant_id or item.product_id}:{item.quantity}" for item in items)
    query = {"products": products} | ({COUPON_PARAMETER: code} if code else {})
    return f"{url.rstrip('/')}{FILLING_PATH}?{urlencode(query, safe=':,', quote_via=quote)}"
