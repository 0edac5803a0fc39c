"""The operator's switch over P2P Cart Recovery, from the command line."""

from collections.abc import Callable
from dataclasses import replace

from api.ledgers import opened
from api.operator import merchant_named, person_named
from api.settings import Settings
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.clock import SystemClock
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant, RecoveryAddOn
from conversation.recovery_addon import set_up_recovery


async def switch_on(settings: Settings, merchant: str, people: list[str]) -> list[str]:
    """Switch the add-on on with `people` as its team, and tell how it stands. Raises Invalid, Unknown."""

    def change(books: Reader, addon: RecoveryAddOn) -> RecoveryAddOn:
        team = tuple(person_named(books, one).id for one in people)
        return replace(addon, is_on=True, team=team)

    return await _change(settings, merchant, change)


async def switch_off(settings: Settings, merchant: str) -> list[str]:
    """Switch the add-on off, and tell how it stands. Raises Invalid, Unknown."""
    return await _change(settings, merchant, lambda books, addon: replace(addon, is_on=False))


async def list_addons(settings: Settings) -> list[str]:
    """Tell how the add-on stands for every merchant."""
    async with opened(settings) as ledger:
        return await ledger.read(lambda books: [_told(books, merchant) for merchant in books.merchants()])


async def _change(
    settings: Settings, named: str, change: Callable[[Reader, RecoveryAddOn], RecoveryAddOn]
) -> list[str]:
    now = SystemClock().now()

    def command(books: Books) -> list[str]:
        merchant_id = merchant_named(books, named)
        merchant = books.merchant(merchant_id)
        standing = merchant.settings.recovery if merchant else RecoveryAddOn()
        set_up_recovery(books, merchant_id, change(books, standing), Doer(OPERATOR), now)
        changed = books.merchant(merchant_id)
        return [_told(books, changed)] if changed else []

    async with opened(settings) as ledger:
        return await ledger.write(command)


def _told(books: Reader, merchant: Merchant) -> str:
    addon = merchant.settings.recovery
    names = [person.name for person in map(books.user, addon.team) if person is not None]
    team = f": {', '.join(names)}" if names else ""
    return f"{merchant.name}: P2P Cart Recovery is {'on' if addon.is_on else 'off'}{team}"
