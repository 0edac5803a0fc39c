"""The operator's switch over what the AI may do: a ceiling that no merchant's own choice exceeds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from api.ledgers import opened
from api.settings import Settings
from conversation.act import OPERATOR, ActKind
from conversation.acts import Doer, record_act
from conversation.autonomy import Autonomy, AutonomyPolicy, Flow
from conversation.clock import SystemClock
from conversation.errors import Invalid
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant

NEW_MERCHANT = AutonomyPolicy(default=Autonomy.SUGGEST)
"""How a merchant begins that is served for real: the AI drafts and a person sends, until somebody trusts it."""


@dataclass(frozen=True, slots=True)
class Switched:
    """What the AI may do for one merchant at a moment, and the operator's ceiling."""

    merchant: Merchant
    reply: Autonomy
    reminder: Autonomy

    def __str__(self) -> str:
        ceiling = self.merchant.settings.autonomy.ceiling
        limit = "" if ceiling is Autonomy.AUTO else f" (the operator allows {ceiling.value} at most)"
        return f"{self.merchant.name}: replies {self.reply.value}, reminders {self.reminder.value}{limit}"


async def switch(settings: Settings, ceiling: Autonomy | None, shop: str = "") -> list[Switched]:
    """Set the ceiling, unless it is None, for one shop or for all, and tell how things stand now. Raises Invalid."""
    now = SystemClock().now()
    async with opened(settings) as ledger:
        if ceiling is None:
            return await ledger.read(lambda books: switched(books, shop, now))
        return await ledger.write(lambda books: set_ceiling(books, ceiling, shop, now))


def set_ceiling(books: Books, ceiling: Autonomy, shop: str, now: datetime) -> list[Switched]:
    """Set the ceiling. A turn that is running reads it again before its text leaves. Raises Invalid."""
    for merchant in _merchants(books, shop):
        policy = replace(merchant.settings.autonomy, ceiling=ceiling)
        books.save_merchant(replace(merchant, settings=replace(merchant.settings, autonomy=policy)))
        ids, most = (merchant.id,), ceiling.value
        record_act(books, Doer(OPERATOR), ActKind.SETTINGS_CHANGED, merchant.id, ids, now, autonomy_ceiling=most)
    return switched(books, shop, now)


def switched(books: Reader, shop: str, now: datetime) -> list[Switched]:
    """Tell what the AI may do at `now`. Raises Invalid."""
    return [_switched(merchant, now) for merchant in _merchants(books, shop)]


def ceiling_for_new(merchants: Iterable[Merchant]) -> Autonomy:
    """Return the ceiling under which a new merchant begins: the one that all others have, else none."""
    ceilings = {merchant.settings.autonomy.ceiling for merchant in merchants}
    return ceilings.pop() if len(ceilings) == 1 else Autonomy.AUTO


def _switched(merchant: Merchant, now: datetime) -> Switched:
    policy, local = merchant.settings.autonomy, now.astimezone(ZoneInfo(merchant.timezone))
    return Switched(merchant, policy.mode(Flow.REPLY, local), policy.mode(Flow.REMINDER, local))


def _merchants(books: Reader, shop: str) -> list[Merchant]:
    found = [merchant for merchant in books.merchants() if shop in ("", merchant.shop_domain)]
    if shop and not found:
        raise Invalid("shop", f"no merchant has the shop {shop!r}", "name the shop_domain of a store file")
    return found
