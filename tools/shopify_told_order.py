"""What the Admin GraphQL API tells of orders."""

from pydantic import Field

from tools.phone import to_e164
from tools.shop_news import OrderPlaced
from tools.shopify_admin import Answer
from tools.shopify_parts import Address, Buyer, Counted, Gid, Ref
from tools.shopify_payload import Moment, Text
from tools.shopify_wares import Nodes, stage_of


class Parcel(Answer):
    """How far one parcel is."""

    status: str | None = Field(default=None, alias="displayStatus")


class Bought(Answer):
    """One line of an order; without a variant it is no longer sold, or never was a product."""

    variant: Ref | None = None


class OrderTold(Answer):
    """An order as it is now."""

    id: Gid
    name: Text
    placed_at: Moment = Field(alias="createdAt")
    updated_at: Moment = Field(alias="updatedAt")
    cancelled_at: Moment | None = Field(default=None, alias="cancelledAt")
    status: str = Field(default="", alias="displayFulfillmentStatus")
    codes: tuple[Text, ...] = Field(default=(), alias="discountCodes")
    phone: Text | None = None
    customer: Buyer | None = None
    billing: Address | None = Field(default=None, alias="billingAddress")
    total: Counted = Field(alias="totalPriceSet")
    refunded: Counted | None = Field(default=None, alias="totalRefundedSet")
    lines: Nodes[Bought] = Field(default=Nodes[Bought](), alias="lineItems")
    parcels: tuple[Parcel, ...] = Field(default=(), alias="fulfillments")

    def told(self, shop_domain: str) -> OrderPlaced:
        country = self.billing.country if self.billing else None
        own = self.customer.number.phone if self.customer and self.customer.number else None
        return OrderPlaced(
            shop_domain=shop_domain,
            checkout_token="",
            order_id=self.id,
            order_name=self.name,
            phone=to_e164(self.phone, country) or to_e164(own, country),
            total=self.total.counted.money,
            discount_codes=tuple(code.upper() for code in self.codes),
            placed_at=self.placed_at,
            updated_at=self.updated_at,
            refunded=self.refunded.counted.money if self.refunded else None,
            cancelled_at=self.cancelled_at,
            stage=stage_of(self.cancelled_at, self.status, [parcel.status for parcel in self.parcels]),
            variant_ids=tuple(line.variant.id for line in self.lines.nodes if line.variant),
        )
