"""Which shops say something of their policies that can be read, and what that takes."""

from collections.abc import Mapping
from types import MappingProxyType

from api.shops.secrets import ShopSecrets
from conversation.errors import Misconfigured
from conversation.merchant import Merchant
from conversation.shop_choice import ShopKind
from tools.shop_opening import kind_of

READ_WITH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {ShopKind.SHOPIFY: ("admin_token",), ShopKind.WOOCOMMERCE: ("consumer_key", "consumer_secret")}
)
"""The secrets with which each such kind of shop is read, by name."""


def check_readable(secrets: ShopSecrets, merchant: Merchant) -> None:
    """Raise Misconfigured, with the remedy, where what the shop says cannot be read from this machine yet."""
    kind = kind_of(merchant)
    if kind not in READ_WITH:
        raise Misconfigured("shop", f"a shop of kind {kind} says nothing that can be read; name files or web addresses")
    missing = [name for name in READ_WITH[kind] if not secrets.of(merchant).get(name)]
    if missing:
        remedy = f"keep its {' and '.join(missing)} first: twolane shop connect --kind {kind}"
        raise Misconfigured("shop", f"{remedy}; a worker reads it then")
