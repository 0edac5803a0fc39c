"""A stage whose merchant has another shop than the sample one."""

from dataclasses import replace

from api.sample_world import MERCHANT
from api.stage import Stage
from conversation.ledger import Books
from conversation.shop_choice import ShopChoice


async def having(stage: Stage, choice: ShopChoice, *, shop_domain: str = "", **settings: object) -> None:
    """Let the merchant have this shop, and settings beside it."""

    def keep(books: Books) -> None:
        merchant = books.merchant(MERCHANT.id)
        assert merchant is not None
        changed = replace(merchant.settings, shop=choice, **settings)  # type: ignore[arg-type]
        domain = shop_domain or merchant.shop_domain
        books.save_merchant(replace(merchant, shop_domain=domain, settings=changed))

    await stage.twolane.house.ledger.write(keep)
