"""Reading what the shop itself says, as policies to answer from, at once."""

from dataclasses import dataclass

from api.settings import Settings
from api.setup.shop_policies import check_readable
from api.shops.operating import at_shop
from api.shops.secrets import ShopSecrets
from conversation.errors import Misconfigured
from conversation.merchant import Merchant
from conversation.shop_sync import ShopSync, SyncKind, SyncState


@dataclass(frozen=True, slots=True)
class ShopPolicies:
    """What came of reading. `problem` is empty where it was read."""

    read: int = 0
    unread: int = 0
    problem: str = ""


async def read_shop_policies(settings: Settings, merchant: Merchant) -> ShopPolicies:
    """Read the shop's policies and pages now, and say what came of it."""
    try:
        check_readable(ShopSecrets(settings), merchant)
    except Misconfigured as error:
        return ShopPolicies(problem=str(error))
    async with at_shop(settings, merchant.id) as desk:
        (sync,) = await desk.sync([SyncKind.TEXTS], _unheard)
    problem = "" if sync.state is SyncState.DONE else sync.error or f"it is {sync.state.value}"
    return ShopPolicies(sync.read, sync.unread, problem)


def _unheard(sync: ShopSync) -> None:
    """Nobody watches."""
