"""The link to a shopper's own cart."""

from conversation.cart import Cart
from conversation.code_link import CODE_PARAMETER, with_code
from conversation.offer import Offer


def link_with_code(cart: Cart, offer: Offer | None, parameter: str = CODE_PARAMETER) -> str:
    """Return the cart's URL, with the offer's code as its `parameter`, which the shop applies by itself.

    Without a parameter the shop's links take no code, and the URL stays as it is. Raises ValueError for an offer on
    another cart.
    """
    if offer is None:
        return cart.checkout_url
    if offer.cart_id != cart.id:
        raise ValueError(f"offer {offer.id} is for cart {offer.cart_id}, not for {cart.id}")
    if not parameter:
        return cart.checkout_url
    return with_code(cart.checkout_url, parameter, offer.code)
