"""The operator names pages of the shop, for texts to link to."""

from api.ledgers import opened
from api.operator import merchant_named
from api.settings import Settings
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.clock import SystemClock
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.named_pages import PageDesk


async def list_pages(settings: Settings, shop: str) -> list[str]:
    """Tell the pages of one merchant, by name. Raises Invalid, Unknown."""

    def read(books: Reader) -> Merchant | None:
        return books.merchant(merchant_named(books, shop))

    async with opened(settings) as ledger:
        merchant = await ledger.read(read)
    return _told(merchant) if merchant else []


async def name_page(settings: Settings, shop: str, name: str, url: str) -> list[str]:
    """Name a page, or forget its name where there is no `url`, and tell them all. Raises Invalid, Unknown."""

    def command(books: Books) -> Merchant:
        desk = PageDesk(books, merchant_named(books, shop), Doer(OPERATOR), SystemClock().now())
        return desk.name(name, url) if url else desk.forget(name)

    async with opened(settings) as ledger:
        return _told(await ledger.write(command))


def _told(merchant: Merchant) -> list[str]:
    return [f"{{link:{page.name}}} {page.url}" for page in merchant.settings.pages]
