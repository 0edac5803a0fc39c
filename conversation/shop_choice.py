"""Which shop a merchant has, and how it is reached. What opens it is a secret, and no row."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from conversation.errors import Invalid


class ShopKind(StrEnum):
    """The kinds of shop that Twolane brings; plug-ins add others by their own names."""

    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    UPLOAD = "upload"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class ShopChoice:
    """The shop of a merchant. Without a `kind` it is told by the shop's domain.

    `url` is where it is, where that is not simply its domain: WooCommerce's API, and pages that texts may link to. At
    Shopify, whose domain is its ``myshopify.com`` one, it is the brand's own. `currency` (ISO 4217) is meant where an
    upload names none. `code_parameter` is what the shop's own links take a discount code by; empty: they take none.
    `consent_field` names what the shop's checkout writes where the box for text messages was ticked; empty: no order
    says so, and none is taken to.
    """

    kind: str = ""
    url: str = ""
    currency: str = "USD"
    code_parameter: str = ""
    consent_field: str = ""


def check_shop(choice: ShopChoice) -> None:
    """Raises Invalid, naming the field and the remedy."""
    if len(choice.currency) != 3 or not (choice.currency.isascii() and choice.currency.isupper()):
        problem = f"{choice.currency!r} is no currency"
        raise Invalid("shop.currency", problem, "write its ISO 4217 code, such as USD")
    if choice.url and not is_safe_address(choice.url):
        problem = f"{choice.url!r} is not encrypted"
        raise Invalid("shop.url", problem, "write https://...: keys are never sent in the clear")


def is_safe_address(url: str) -> bool:
    """Tell whether keys may be sent there: over https, or to this very machine."""
    parts = urlsplit(url)
    if parts.username or parts.password or not parts.hostname:
        return False
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return parts.scheme == "https" or (parts.scheme == "http" and is_here)
