"""The set-up over REST: what still stands between a merchant and a first lawful text."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.auth import MayChangeSettings
from api.house import HouseDep
from api.merchant_for import merchant_for
from api.rest.conversations import PROBLEMS
from api.setup.item import Checklist, Item, State, Weight
from conversation.ids import MerchantId
from conversation.role import Permission

router = APIRouter(prefix="/api/merchants/{merchant_id}/setup", tags=["Set-up"])


class ItemOut(BaseModel):
    """One line. `rule` and `source` are there where the rulebook asks for it."""

    key: str
    title: str
    weight: Weight
    state: State
    why: str
    rule: str | None
    source: str | None
    href: str | None
    command: str | None


class SetUpOut(BaseModel):
    """`lets_send`: nothing on the list stops a first text. The gate decides on each text all the same."""

    merchant_id: MerchantId
    lets_send: bool
    items: list[ItemOut]


@router.get("", responses=PROBLEMS)
async def get_setup(
    merchant_id: MerchantId,
    house: HouseDep,
    user: MayChangeSettings,
    probe: Annotated[bool, Query(description="Try carrier, address, model and policies now.")] = False,
) -> SetUpOut:
    """Read the checklist."""
    await house.ledger.read(lambda books: merchant_for(books, user, merchant_id, Permission.SETTINGS))
    if probe:
        await house.set_up.probe(house.ledger, merchant_id)
    now = house.clock.now()
    found = await house.ledger.read(
        lambda books: house.set_up.checklist(books, merchant_for(books, user, merchant_id, Permission.SETTINGS), now)
    )
    return _out(merchant_id, found)


def _out(merchant_id: MerchantId, found: Checklist) -> SetUpOut:
    return SetUpOut(merchant_id=merchant_id, lets_send=found.lets_send, items=[_item_out(one) for one in found.items])


def _item_out(item: Item) -> ItemOut:
    return ItemOut(
        key=item.key,
        title=item.title,
        weight=item.weight,
        state=item.state,
        why=item.why,
        rule=item.rule or None,
        source=item.source or None,
        href=item.href or None,
        command=item.command or None,
    )
