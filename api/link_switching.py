"""The operator's switch over tracked links."""

from dataclasses import dataclass

from api.ledgers import opened
from api.settings import Settings
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.clock import SystemClock
from conversation.errors import Invalid
from conversation.ledger import Books, Reader
from conversation.link_setting import link_address, set_link_tracking
from conversation.merchant import Merchant
from conversation.short_link import PATH, LinkTracking


@dataclass(frozen=True, slots=True)
class LinkWish:
    """How links are to be tracked. Without a `domain` short links lie where Twolane answers."""

    is_on: bool
    domain: str = ""
    days: int = 30
    utm: bool = True


async def switch_links(settings: Settings, wish: LinkWish | None, shop: str) -> list[str]:
    """Set it, unless the wish is None, for one shop or for all, and tell how things stand. Raises Invalid."""
    now = SystemClock().now()

    def command(books: Books) -> None:
        for merchant in _merchants(books, shop):
            if wish is not None:
                tracking = tracking_for(wish, merchant, settings.public_url)
                set_link_tracking(books, merchant.id, tracking, Doer(OPERATOR), now)

    async with opened(settings) as ledger:
        await ledger.write(command)
        return [_told(merchant) for merchant in await ledger.read(lambda books: _merchants(books, shop))]


def tracking_for(wish: LinkWish, merchant: Merchant, public_url: str) -> LinkTracking:
    """Off keeps the address, so that the links that were texted are still known as the merchant's own."""
    known = merchant.settings.links
    if not wish.is_on:
        return LinkTracking(False, known.address, known.days, known.utm)
    return LinkTracking(True, link_address(wish.domain, public_url), wish.days, wish.utm)


def _told(merchant: Merchant) -> str:
    links = merchant.settings.links
    if not links.is_on:
        return f"{merchant.name}: links leave as they are written"
    return f"{merchant.name}: links leave as {links.address}{PATH}... and lead on for {links.days} days"


def _merchants(books: Reader, shop: str) -> list[Merchant]:
    found = [merchant for merchant in books.merchants() if shop in ("", merchant.shop_domain)]
    if shop and not found:
        raise Invalid("shop", f"no merchant has the shop {shop!r}", "name the shop_domain of a store file")
    return found
