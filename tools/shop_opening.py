"""How a merchant's shop is opened: one function for each kind of shop, found by name; plug-ins bring others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from conversation.clock import Clock
from conversation.code_link import CODE_PARAMETER
from conversation.errors import Misconfigured
from conversation.ledger import Ledger
from conversation.merchant import Merchant
from conversation.plugging import plugged
from conversation.shop_choice import ShopKind
from tools.sample_catalog import SAMPLE_DOMAIN, SECOND_DOMAIN
from tools.shop import Shop

GROUP = "twolane.shops"

Secrets: TypeAlias = Mapping[str, tuple[str, ...]]
"""What opens a shop, by name; several of one name while one is being rotated, the newest first."""


@dataclass(frozen=True, slots=True)
class ShopSite:
    """What a shop is opened with: whose it is, what opens it, and where what it remembers is kept."""

    merchant: Merchant
    ledger: Ledger
    clock: Clock
    secrets: Secrets = field(default_factory=dict, repr=False)

    def secret(self, name: str) -> str:
        """Return the newest secret of this name. Raises Misconfigured where there is none."""
        known = self.secrets.get(name, ())
        if not known or not known[0]:
            remedy = f"keep {name!r} for {self.merchant.shop_domain}: twolane shop connect"
            raise Misconfigured("shop", remedy)
        return known[0]


OpensShop: TypeAlias = Callable[[ShopSite], Shop]


def kind_of(merchant: Merchant) -> str:
    """Return the kind that the merchant chose, or that the shop's domain tells."""
    if merchant.settings.shop.kind:
        return merchant.settings.shop.kind
    return ShopKind.SAMPLE if merchant.shop_domain in (SAMPLE_DOMAIN, SECOND_DOMAIN) else ShopKind.SHOPIFY


def takes_files(merchant: Merchant) -> bool:
    """Tell whether carts, orders and wares of the shop may be brought as files.

    The shops of other packages may all: nothing calls us from there, and not every one can be read.
    """
    return kind_of(merchant) not in (ShopKind.SHOPIFY, ShopKind.WOOCOMMERCE, ShopKind.SAMPLE)


def code_parameter_of(merchant: Merchant) -> str:
    """Return what the links of the merchant's shop take a code by; empty where the shopper types it."""
    is_like_shopify = kind_of(merchant) in (ShopKind.SHOPIFY, ShopKind.SAMPLE)
    return CODE_PARAMETER if is_like_shopify else merchant.settings.shop.code_parameter


def plugged_shops(taken: frozenset[str]) -> dict[str, OpensShop]:
    """Return what opens the shops of other packages, by the names of their entry points.

    Raises Misconfigured for a name that is `taken` by another.
    """
    openers: dict[str, OpensShop] = {}
    for entry in plugged(GROUP):
        if entry.name in taken or entry.name in openers:
            raise Misconfigured(f"{GROUP} {entry.name}", "another kind of shop has this name; rename the entry point")
        openers[entry.name] = entry.load()
    return openers
