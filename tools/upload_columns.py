"""The columns of each kind of upload, with the names by which shops' own exports call them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class UploadKind(StrEnum):
    """What a file holds. Rows of one product, cart or order stand together: one for each variant or item."""

    PRODUCTS = "products"
    CARTS = "carts"
    ORDERS = "orders"
    CODES = "codes"


NEEDED: Mapping[UploadKind, tuple[str, ...]] = MappingProxyType(
    {
        UploadKind.PRODUCTS: ("product_id", "title", "price"),
        UploadKind.CARTS: ("cart_id", "phone", "total", "checkout_url", "abandoned_at"),
        UploadKind.ORDERS: ("order_id", "total", "placed_at"),
        UploadKind.CODES: ("code", "percent"),
    }
)
OPTIONAL: Mapping[UploadKind, tuple[str, ...]] = MappingProxyType(
    {
        UploadKind.PRODUCTS: (
            *("variant_id", "options", "currency", "in_stock", "left", "about", "url", "on_sale", "updated_at"),
        ),
        UploadKind.CARTS: (
            *("name", "region", "country", "currency", "accepts_sms", "completed_at", "codes"),
            *("item_title", "item_options", "item_quantity", "item_price", "product_id", "variant_id"),
        ),
        UploadKind.ORDERS: (
            *(
                "order_name",
                "phone",
                "country",
                "currency",
                "codes",
                "cart_id",
                "updated_at",
                "refunded",
                "cancelled_at",
            ),
            *("stage", "carrier", "tracking_number", "tracking_url"),
            *("item_title", "item_options", "item_quantity", "variant_id"),
        ),
        UploadKind.CODES: ("expires_at", "for_many"),
    }
)
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "product_id": ("handle", "parent_id", "item_group_id"),
        "variant_id": ("sku", "variant_sku", "id"),
        "title": ("name", "product_name", "product_title"),
        "price": ("variant_price", "regular_price", "unit_price"),
        "left": ("stock", "quantity", "inventory", "inventory_quantity", "variant_inventory_qty"),
        "about": ("description", "body_html", "short_description"),
        "url": ("link", "permalink", "product_url"),
        "cart_id": ("token", "checkout_id", "checkout_token", "cart_token"),
        "phone": ("phone_number", "mobile", "billing_phone", "customer_phone"),
        "name": ("customer_name", "full_name"),
        "region": ("state", "province", "province_code", "shipping_province"),
        "country": ("country_code", "shipping_country"),
        "total": ("total_price", "order_total", "amount"),
        "checkout_url": ("recovery_url", "abandoned_checkout_url", "cart_url"),
        "abandoned_at": ("updated_at", "left_at", "created_at"),
        "order_id": ("id",),
        "order_name": ("order_number", "number"),
        "placed_at": ("created_at", "ordered_at", "order_date", "date"),
        "stage": ("status", "fulfillment_status", "order_status"),
        "codes": ("discount_code", "discount_codes", "coupon", "coupons"),
        "refunded": ("refunded_amount", "amount_refunded"),
        "item_title": ("lineitem_name", "item_name", "item"),
        "item_quantity": ("lineitem_quantity", "quantity", "qty"),
        "item_price": ("lineitem_price", "unit_price", "price"),
        "code": ("discount_code", "coupon_code", "coupon"),
        "percent": ("percentage", "percent_off", "discount", "value"),
        "expires_at": ("ends_at", "valid_until", "expiry_date", "expires"),
        "for_many": ("shared", "reusable", "multi_use"),
    }
)


def columns_of(kind: UploadKind, names: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return by which name of the file each column goes, and which needed ones the file lacks."""
    known = (*NEEDED[kind], *OPTIONAL[kind])
    found = {column: column for column in known if column in names}
    for column in known:
        free = (name for name in _OTHER_NAMES.get(column, ()) if name in names and name not in found.values())
        if column not in found and (name := next(free, None)):
            found[column] = name
    return found, tuple(column for column in NEEDED[kind] if column not in found)
