"""A shop without an API, into which one code, a product and orders were uploaded."""

from dataclasses import replace
from datetime import timedelta

from conversation.clock import ScriptedClock
from conversation.ledger import Books
from conversation.money import Money
from conversation.product import Product, Variant
from conversation.shop_choice import ShopChoice
from conversation.shop_upload import ShopCode, UploadedOrder
from conversation.store_memory import MemoryLedger
from tests.tools.fake_shopify import CUSTOMER
from tests.tools.house import MERCHANT, NOW, OFFER
from tools.upload_shop import UploadShop
from tools.words import stems

CODE = ShopCode(MERCHANT.id, "POOL-10", 10, OFFER.expires_at + timedelta(hours=1), NOW)
BACKPACK = Product(
    *(MERCHANT.id, MERCHANT.shop_domain, "10", "Backpack", "", ""),
    (
        Variant("11", "black, large", Money(19900), False),
        Variant("12", "green, small", Money(20535), True, 3),
    ),
    True,
    NOW,
    NOW,
)
PLACED = UploadedOrder(
    *(MERCHANT.id, "1031", CUSTOMER, "#1031", NOW - timedelta(days=3), "shipped", ("Backpack",)),
    *("UPS", "1Z", "", NOW),
)


def having(parameter: str = "discount") -> UploadShop:
    """Return an empty shop whose links take a code by the parameter."""
    settings = replace(MERCHANT.settings, shop=ShopChoice("upload", code_parameter=parameter))
    return UploadShop(replace(MERCHANT, settings=settings), MemoryLedger(), ScriptedClock(NOW))


async def stocked_upload_shop(parameter: str = "discount") -> UploadShop:
    shop = having(parameter)

    def stock(books: Books) -> None:
        books.save_shop_code(CODE)
        books.save_shop_code(replace(CODE, code="MANY-10", for_many=True))
        books.save_product(BACKPACK, stems("Backpack black, large green, small"))
        for order in (PLACED, replace(PLACED, order_id="1030", name="#1030", placed_at=NOW - timedelta(days=9))):
            books.save_uploaded_order(order)

    await shop.ledger.write(stock)
    return shop
