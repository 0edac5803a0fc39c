"""The sample shop's products and shoppers. Tidewater is a fictional store: see data/README.md."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from conversation.cart import CartItem
from conversation.money import Money

SAMPLE_BRAND = "Tidewater"
SAMPLE_DOMAIN = "tidewater.example"
SECOND_DOMAIN = "fernwood.example"
"""The demo's second brand, which sells the same goods."""


@dataclass(frozen=True, slots=True)
class SampleVariant:
    """Something to buy."""

    item_id: str
    options: tuple[str, ...]
    price: str


@dataclass(frozen=True, slots=True)
class SampleProduct:
    """A product and the variants it comes in."""

    product_id: str
    name: str
    variants: tuple[SampleVariant, ...]


@dataclass(frozen=True, slots=True)
class SampleShopper:
    """A shopper with a US address and a number from the range that is reserved for fiction."""

    user_id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    address1: str
    address2: str
    city: str
    state: str
    zip: str


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """What a shopper bought in tau2-bench: here, what they leave in their cart."""

    order_id: str
    user_id: str
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleCatalog:
    """Everything in `sample_shop.json`."""

    products: tuple[SampleProduct, ...]
    shoppers: tuple[SampleShopper, ...]
    orders: tuple[SampleOrder, ...]

    def shopper(self, user_id: str) -> SampleShopper:
        """Raises KeyError for a stranger."""
        return {shopper.user_id: shopper for shopper in self.shoppers}[user_id]

    def item(self, item_id: str, quantity: int = 1) -> CartItem:
        """Return a cart line for the variant. Raises KeyError where there is none."""
        product, variant = {
            variant.item_id: (product, variant) for product in self.products for variant in product.variants
        }[item_id]
        return CartItem(
            product_id=product.product_id,
            variant_id=variant.item_id,
            title=product.name,
            options=", ".join(variant.options),
            quantity=quantity,
            unit_price=Money.parse(variant.price),
        )

    def cart_of(self, shopper: SampleShopper) -> tuple[CartItem, ...]:
        """Return what the shopper leaves behind when nothing else is said."""
        chosen = next(order for order in self.orders if order.user_id == shopper.user_id)
        return tuple(self.item(item_id) for item_id in chosen.item_ids)


@cache
def sample_catalog() -> SampleCatalog:
    """Return the catalogue, read once."""
    text = files("tools").joinpath("data/sample_shop.json").read_bytes()
    return TypeAdapter(SampleCatalog).validate_json(text)


@cache
def sample_policy() -> str:
    """Return Tidewater's store policy in Markdown."""
    return files("tools").joinpath("data/sample_policy.md").read_text(encoding="utf-8")
