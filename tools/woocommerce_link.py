"""The link to what a shopper left at WooCommerce's checkout, with a code applied."""

from conversation.cart import Cart
from conversation.code_link import filling_link
from conversation.offer import Offer


def link_to(url: str, cart: Cart, offer: Offer | None) -> str:
    """Return the cart's own link; with an offer, one that fills such a cart and applies the code.

    Raises ValueError for an offer on another cart.
    """
    if offer is None:
        return cart.checkout_url
    if offer.cart_id != cart.id:
        raise ValueError(f"offer {offer.id} is for cart {offer.cart_id}, not for {cart.id}")
    return filling_link(url, cart.items, offer.code)
