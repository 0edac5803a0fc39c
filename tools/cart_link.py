"""The link to a cart as the merchant's kind of shop takes it, for texts that are filled in without the shop."""

from conversation.cart import Cart
from conversation.linking import front_page
from conversation.merchant import Merchant
from conversation.offer import Offer
from conversation.shop_choice import ShopKind
from tools.checkout_link import link_with_code
from tools.shop_opening import code_parameter_of, kind_of
from tools.woocommerce_link import link_to


def cart_link(merchant: Merchant, cart: Cart, offer: Offer | None) -> str:
    """Return the cart's link, which applies the offer's code where the shop's links can.

    The same as `Shop.checkout_link` of the shops that Twolane brings. The links of others take a code by the merchant's
    `code_parameter`; where there is none the shopper types it. Raises ValueError for an offer on another cart.
    """
    if kind_of(merchant) == ShopKind.WOOCOMMERCE:
        return link_to(front_page(merchant), cart, offer)
    return link_with_code(cart, offer, code_parameter_of(merchant))
