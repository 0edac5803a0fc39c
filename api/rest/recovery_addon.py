"""The add-on over REST: whether a merchant has P2P Cart Recovery, and who may text for it."""

from fastapi import APIRouter, Request

from api.address import address_mark
from api.auth import MayChangeSettings
from api.house import HouseDep
from api.merchant_for import merchant_for
from api.rest.conversations import PROBLEMS
from api.rest.models import ProblemOut
from api.rest.recovery_models import AddOnIn, AddOnOut
from conversation.acts import Doer
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.merchant import Merchant, RecoveryAddOn
from conversation.recovery_addon import set_up_recovery
from conversation.role import Permission

router = APIRouter(prefix="/api/merchants/{merchant_id}/recovery", tags=["P2P Cart Recovery"])


@router.get("", responses=PROBLEMS)
async def get_addon(merchant_id: MerchantId, house: HouseDep, user: MayChangeSettings) -> AddOnOut:
    """Read the add-on as it stands."""
    return await house.ledger.read(lambda books: _out(merchant_for(books, user, merchant_id, Permission.SETTINGS)))


@router.put("", responses=PROBLEMS | {422: {"model": ProblemOut}})
async def set_addon(
    merchant_id: MerchantId, body: AddOnIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> AddOnOut:
    """Switch P2P Cart Recovery on or off and name its team; each change is an act in the log."""
    doer, now = Doer(user.id, address_mark(request, house.settings)), house.clock.now()
    addon = RecoveryAddOn(body.is_on, tuple(body.team), body.wait_minutes)

    def command(books: Books) -> AddOnOut:
        merchant_for(books, user, merchant_id, Permission.SETTINGS)
        set_up_recovery(books, merchant_id, addon, doer, now)
        return _out(merchant_for(books, user, merchant_id, Permission.SETTINGS))

    return await house.ledger.write(command)


def _out(merchant: Merchant) -> AddOnOut:
    addon = merchant.settings.recovery
    return AddOnOut(
        merchant_id=merchant.id,
        is_on=addon.is_on,
        team=list(addon.team),
        wait_minutes=addon.wait_minutes,
    )
