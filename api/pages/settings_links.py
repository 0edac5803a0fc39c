"""Pages of the shop that texts link to by name, named and forgotten in Settings, Shop."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import HouseDep
from api.pages.page_route import PageRoute
from api.pages.settings_frame import Outcome, outcome_of
from api.pages.settings_shop import shop_page
from conversation.acts import Doer
from conversation.errors import Invalid
from conversation.managing import Manager
from conversation.named_pages import PageDesk
from conversation.role import Permission

router = APIRouter(prefix="/settings/shop/pages", route_class=PageRoute, include_in_schema=False)


@router.post("")
async def name_page(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    name: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
) -> Response:
    """Let texts link to a page of the shop by a name."""
    user.check(Permission.SETTINGS, merchant)

    def command(manager: Manager) -> Outcome:
        PageDesk(manager.books, merchant, Doer(user.id, manager.address), manager.now).name(name, url)
        return Outcome(f"Texts may link to it by {{link:{name.strip().lower()}}}.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid,))
    return await shop_page(house, user, merchant, outcome, status)


@router.post("/forget")
async def forget_page(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    name: Annotated[str, Form()] = "",
) -> Response:
    """Let the name go."""
    user.check(Permission.SETTINGS, merchant)

    def command(manager: Manager) -> Outcome:
        PageDesk(manager.books, merchant, Doer(user.id, manager.address), manager.now).forget(name)
        return Outcome(f"Nothing links to {{link:{name}}} any more; texts that do are refused.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid,))
    return await shop_page(house, user, merchant, outcome, status)
