"""How WooCommerce's products and their variations are read. A product names no currency: the shop has one."""

from typing import Annotated

from pydantic import BeforeValidator

from conversation.money import Money
from tools.ware import Ware
from tools.woocommerce_api import Answer
from tools.woocommerce_payload import Amount, GmtMoment, Words

VARIABLE = "variable"
OUT_OF_STOCK = "outofstock"


class Currency(Answer):
    """What the shop counts in."""

    code: str


class Attribute(Answer):
    """What a variation is, such as the option ``green`` of ``Color``; a product lists all its ``options``."""

    name: Words = ""
    option: Words = ""


class Product(Answer):
    """A product, or one variation of it. `stock_quantity` is None where the shop does not count."""

    id: int
    name: Words = ""
    type: str = "simple"
    status: str = "publish"
    catalog_visibility: str = "visible"
    permalink: Words = ""
    short_description: Words = ""
    description: Words = ""
    price: Amount
    purchasable: bool = True
    stock_status: str = "instock"
    stock_quantity: Annotated[float | None, BeforeValidator(lambda value: value or None)] = None
    attributes: tuple[Attribute, ...] = ()
    parent_id: int = 0
    date_modified_gmt: GmtMoment | None = None

    @property
    def options(self) -> str:
        return ", ".join(attribute.option for attribute in self.attributes if attribute.option)

    @property
    def is_in_stock(self) -> bool:
        """Backorders, and stock words that a plug-in of the shop's brings, are for sale."""
        return self.stock_status != OUT_OF_STOCK

    @property
    def left(self) -> int | None:
        return int(self.stock_quantity) if self.stock_quantity is not None and self.stock_quantity >= 1 else None

    def ware(self, title: str, currency: str) -> Ware:
        """Return it as the port tells of it."""
        price = Money.parse(str(self.price), currency)
        return Ware(str(self.id), title, self.options, price, self.is_in_stock, self.left)
