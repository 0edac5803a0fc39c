"""What the Admin GraphQL API tells of products."""

from pydantic import Field

from conversation.money import Money
from conversation.product import Variant
from tools.shop_news import MOST_ABOUT, ProductSeen
from tools.shopify_admin import Answer
from tools.shopify_parts import Gid
from tools.shopify_payload import Amount, Moment, Text
from tools.shopify_wares import ONLY, Nodes


class VariantTold(Answer):
    """One variant. Its quantity is None where the token may not see it, and below zero where more was sold."""

    id: Gid
    title: Text
    price: Amount
    for_sale: bool = Field(alias="availableForSale")
    quantity: int | None = Field(default=None, alias="inventoryQuantity")

    def told(self, currency: str) -> Variant:
        return Variant(
            variant_id=self.id,
            options="" if self.title == ONLY else self.title.replace(" / ", ", "),
            price=Money.parse(str(self.price), currency),
            in_stock=self.for_sale,
            left=self.quantity if self.quantity is not None and self.quantity > 0 else None,
        )


class ProductTold(Answer):
    """A product. One that is not active is not on sale."""

    id: Gid
    title: Text
    status: str = ""
    updated_at: Moment = Field(alias="updatedAt")
    url: Text | None = Field(default=None, alias="onlineStoreUrl")
    about: Text = Field(default="", alias="description")
    variants: Nodes[VariantTold] = Field(default=Nodes[VariantTold]())

    def told(self, shop_domain: str, currency: str) -> ProductSeen:
        return ProductSeen(
            shop_domain=shop_domain,
            product_id=self.id,
            title=self.title,
            about=self.about[:MOST_ABOUT],
            url=self.url or "",
            variants=tuple(variant.told(currency) for variant in self.variants.nodes),
            on_sale=self.status == "ACTIVE",
            updated_at=self.updated_at,
        )
