"""Placeholders: what stands in braces in a text and is filled in for each contact."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from conversation.flow_run import ABOUT_AN_ORDER, TriggerKind
from conversation.merchant import Merchant
from flows.flow import Flow
from flows.page_links import page_placeholders
from flows.steps import Text


class Need(StrEnum):
    """What a placeholder is filled from."""

    ANYBODY = "every contact"
    CART = "a cart"
    ORDER = "an order"
    PRODUCT = "a product"
    DISCOUNT = "the text's own discount"


PLACEHOLDERS: Mapping[str, Need] = MappingProxyType(
    {
        "first_name": Need.ANYBODY,
        "brand": Need.ANYBODY,
        "items": Need.CART,
        "total": Need.CART,
        "cart_link": Need.CART,
        "order_name": Need.ORDER,
        "product": Need.PRODUCT,
        "discount_code": Need.DISCOUNT,
        "discount_percent": Need.DISCOUNT,
    }
)
_BRACES = re.compile(r"\{([^{}\s]*)\}")
_ABOUT_A_PRODUCT = frozenset({TriggerKind.BROWSED, TriggerKind.BACK_IN_STOCK})


def placeholders_in(body: str) -> tuple[str, ...]:
    """Return the names in braces, in order."""
    return tuple(dict.fromkeys(_BRACES.findall(body)))


def known_for(merchant: Merchant) -> tuple[str, ...]:
    """Return every placeholder that a text of the merchant's may have."""
    return (*PLACEHOLDERS, *page_placeholders(merchant))


def missing_for(flow: Flow, text: Text, name: str) -> Need | None:
    """Return what the placeholder needs and the flow's runs, or the text, do not have; None where they do."""
    need = PLACEHOLDERS.get(name, Need.ANYBODY)
    kind = flow.trigger.kind
    has = {
        Need.ANYBODY: True,
        Need.CART: flow.is_about_cart,
        Need.ORDER: kind in ABOUT_AN_ORDER,
        Need.PRODUCT: kind in _ABOUT_A_PRODUCT,
        Need.DISCOUNT: text.discount is not None,
    }
    return None if has[need] else need


def fill(body: str, values: Mapping[str, str]) -> str:
    """Return `body` with every placeholder filled in, once: braces within a value stay as they are."""
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), body)
