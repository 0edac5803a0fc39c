"""What an upload tells: rows that stand together are one product, cart or order. A bad row is left out of it alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from conversation.cart import CartItem
from conversation.money import Money
from conversation.product import Variant
from conversation.shop_upload import ShopCode, UploadedOrder
from tools.shop_news import CheckoutSeen, OrderPlaced, ProductSeen
from tools.upload_columns import UploadKind
from tools.upload_fault import BadCell
from tools.upload_row import LONGEST_ID, Row
from tools.ware import OrderStage, bought_in_words

_STAGES: Mapping[str, OrderStage] = MappingProxyType(
    {stage.value: stage for stage in OrderStage}
    | {"partial": OrderStage.PARTLY_SHIPPED, "partially fulfilled": OrderStage.PARTLY_SHIPPED}
    | {"fulfilled": OrderStage.SHIPPED, "completed": OrderStage.SHIPPED, "complete": OrderStage.SHIPPED}
    | {"canceled": OrderStage.CANCELLED, "refunded": OrderStage.CANCELLED, "voided": OrderStage.CANCELLED}
)
"""Words of shops' exports. Any other is an order that is placed."""


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """An order as news, and what a shopper may be told of it later; nobody can ask for one without a phone."""

    placed: OrderPlaced
    kept: UploadedOrder


_SHORT = frozenset({"title", "options", "quantity", "price"})

Thing: TypeAlias = ProductSeen | CheckoutSeen | ToldOrder | ShopCode


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose upload it is, and its moment."""

    merchant_id: str
    shop_domain: str
    now: datetime


def product(row: Row, whose: Whose) -> ProductSeen:
    left = row.number("left", least=-1_000_000)
    stocked = row.truth("in_stock")
    price = row.needed_money("price")
    product_id = row.needed("product_id")
    variant = Variant(
        variant_id=row.words("variant_id", LONGEST_ID) or product_id,
        options=row.words("options"),
        price=price,
        in_stock=stocked if stocked is not None else left is None or left > 0,
        left=left if left is not None and left > 0 else None,
    )
    on_sale = row.truth("on_sale")
    return ProductSeen(
        shop_domain=whose.shop_domain,
        product_id=product_id,
        title=row.needed("title"),
        about=row.words("about", 10_000),
        url=row.address("url"),
        variants=(variant,),
        on_sale=True if on_sale is None else on_sale,
        updated_at=row.moment("updated_at") or whose.now,
    )


def cart(row: Row, whose: Whose) -> CheckoutSeen:
    row.needed("phone")
    return CheckoutSeen(
        shop_domain=whose.shop_domain,
        token=row.needed("cart_id"),
        phone=row.phone("phone"),
        name=row.words("name", LONGEST_ID),
        region=row.words("region", 10).upper() or None,
        country=row.words("country", 2).upper() or None,
        billing_region=None,
        accepts_sms=bool(row.truth("accepts_sms")),
        checkout_url=row.address("checkout_url") if row.needed("checkout_url", 2000) else "",
        items=_items(row),
        total=row.needed_money("total"),
        abandoned_at=row.needed_moment("abandoned_at"),
        completed_at=row.moment("completed_at"),
        discounts=row.list_of("codes"),
    )


def order(row: Row, whose: Whose) -> ToldOrder:
    total = row.needed_money("total")
    refunded = row.money("refunded") or Money(0, total.currency)
    if refunded.minor > total.minor:
        raise BadCell("refunded", "it is more than the total", "write what was given back of this order")
    order_id, phone = row.needed("order_id"), row.phone("phone")
    name = row.words("order_name", LONGEST_ID) or order_id
    stage = _STAGES.get(row.words("stage").lower(), OrderStage.PLACED)
    placed_at = row.needed_moment("placed_at")
    variant_id = row.words("variant_id", LONGEST_ID)
    cancelled_at = row.moment("cancelled_at")
    updated_at = row.moment("updated_at") or whose.now
    placed = OrderPlaced(
        shop_domain=whose.shop_domain,
        checkout_token=row.words("cart_id", LONGEST_ID),
        order_id=order_id,
        order_name=name,
        phone=phone,
        total=total,
        discount_codes=tuple(code.upper() for code in row.list_of("codes")),
        placed_at=placed_at,
        updated_at=updated_at,
        refunded=refunded,
        cancelled_at=cancelled_at or (updated_at if stage is OrderStage.CANCELLED else None),
        stage=stage,
        variant_ids=(variant_id,) if variant_id else (),
    )
    return ToldOrder(
        placed,
        UploadedOrder(
            merchant_id=whose.merchant_id,
            order_id=order_id,
            phone=phone or "",
            name=name,
            placed_at=placed_at,
            stage=stage.value,
            items=_bought(row),
            carrier=row.words("carrier", LONGEST_ID),
            tracking_number=row.words("tracking_number", LONGEST_ID),
            tracking_url=row.address("tracking_url"),
            uploaded_at=whose.now,
        ),
    )


def code(row: Row, whose: Whose) -> ShopCode:
    text = row.needed("code", 64).upper()
    if not text.isascii() or not text.isprintable() or " " in text:
        raise BadCell("code", "shoppers cannot type it", "use letters, digits and dashes")
    percent = row.number("percent", least=1, most=90)
    if percent is None:
        raise BadCell("percent", "it is empty", "write how many percent the code takes off")
    expires_at = row.moment("expires_at")
    if expires_at is not None and expires_at <= whose.now:
        raise BadCell("expires_at", "the code has run out", "leave it out, or name a later time")
    for_many = bool(row.truth("for_many"))
    return ShopCode(whose.merchant_id, text, percent, expires_at, whose.now, for_many=for_many)


READERS: Mapping[UploadKind, Callable[[Row, Whose], Thing]] = MappingProxyType(
    {
        UploadKind.PRODUCTS: product,
        UploadKind.CARTS: cart,
        UploadKind.ORDERS: order,
        UploadKind.CODES: code,
    }
)


def joined(one: Thing, other: Thing) -> Thing | None:
    """Return both as one where they are of the same product, cart or order; None where they are two."""
    match one, other:
        case ProductSeen(), ProductSeen() if one.product_id == other.product_id:
            return replace(one, variants=_by_id((*one.variants, *other.variants)))
        case CheckoutSeen(), CheckoutSeen() if one.token == other.token:
            return replace(one, items=(*one.items, *other.items))
        case ToldOrder(), ToldOrder() if one.placed.order_id == other.placed.order_id:
            variants = (*one.placed.variant_ids, *other.placed.variant_ids)
            kept = replace(one.kept, items=(*one.kept.items, *other.kept.items))
            return ToldOrder(replace(one.placed, variant_ids=variants), kept)
    return None


def _by_id(variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
    return tuple({variant.variant_id: variant for variant in variants}.values())


def _items(row: Row) -> tuple[CartItem, ...]:
    """The item of this row, or those that a JSON row lists."""
    listed = row.cells.get("items")
    if isinstance(listed, list):
        return tuple(item for cells in listed for item in _items(_inner(row, cells)))
    title = row.words("item_title", LONGEST_ID)
    if not title:
        return ()
    quantity = row.number("item_quantity", least=1)
    return (
        CartItem(
            product_id=row.words("product_id", LONGEST_ID),
            variant_id=row.words("variant_id", LONGEST_ID),
            title=title,
            options=row.words("item_options", LONGEST_ID),
            quantity=1 if quantity is None else quantity,
            unit_price=row.needed_money("item_price"),
        ),
    )


def _bought(row: Row) -> tuple[str, ...]:
    listed = row.cells.get("items")
    if isinstance(listed, list):
        return tuple(words for cells in listed for words in _bought(_inner(row, cells)))
    title, options = row.words("item_title", LONGEST_ID), row.words("item_options", LONGEST_ID)
    quantity = row.number("item_quantity", least=1) or 1
    return (bought_in_words(title, options, quantity),) if title else ()


def _inner(row: Row, cells: object) -> Row:
    """An item inside a JSON row: its short names are those of a CSV's columns with ``item_`` before them."""
    if not isinstance(cells, dict):
        raise BadCell("items", "an item is no object", 'write {"title": ..., "quantity": ..., "price": ...}')
    known = {f"item_{name}" if name in _SHORT else name: str(cell) for name, cell in cells.items() if cell is not None}
    return replace(row, cells={"currency": row.counts_in} | known)
