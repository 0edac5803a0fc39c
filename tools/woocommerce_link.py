"""The link to what a shopper left at WooCommerce's checkout, with a code applied.

The page on which an order is paid takes no code from its address, and the order's total stands. WooCommerce 10.0 and
newer have ``/checkout-link/``, which fills a cart with products and codes and goes on to the checkout; to an older
shop it is a page that is not there.
"""

from urllib.parse import quote, urlencode

from conversation.cart import Cart, CartItem
from conversation.offer import Offer

PATH = "/checkout-link/"


def link_to(url: str, cart: Cart, offer: Offer | None) -> str:
    """Return the cart's own link; with an offer, one that fills such a cart and applies the code.

    Raises ValueError for an offer on another cart.
    """
    if offer is None:
        return cart.checkout_url
    if offer.cart_id != cart.id:
        raise ValueError(f"offer {offer.id} is for cart {offer.cart_id}, not for {cart.id}")
    return filling_link(url, cart.items, offer.code)


def filling_link(url: str, items: tuple[CartItem, ...], code: str = "") -> str:
    """Return a link that fills a cart with these items."""
    products = ",".join(f"{item.variant_id or item.product_id}:{item.quantity}" for item in items)
    query = {"products": products} | ({"coupon": code} if code else {})
    return f"{url.rstrip('/')}{PATH}?{urlencode(query, safe=':,', quote_via=quote)}"
