"""Pages of the shop that texts link to by name, over REST."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.auth import MayChangeSettings, MayRead
from api.house import HouseDep
from api.merchant_for import check_for
from api.rest.campaigns import doer_of
from api.rest.conversations import PROBLEMS
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.merchant import NamedPage
from conversation.named_pages import PageDesk
from conversation.role import Permission

router = APIRouter(prefix="/api/merchants/{merchant_id}/pages", tags=["Shops"])


class PageIn(BaseModel):
    """A page of the shop."""

    url: str


class PageOut(BaseModel):
    """A page that texts link to as `placeholder`."""

    name: str
    url: str
    placeholder: str


@router.get("", responses=PROBLEMS)
async def list_pages(merchant_id: MerchantId, house: HouseDep, user: MayRead) -> list[PageOut]:
    """List the pages, by name."""
    check_for(user, merchant_id)

    def read(books: Reader) -> tuple[NamedPage, ...]:
        merchant = books.merchant(merchant_id)
        if merchant is None:
            raise Unknown("merchant", merchant_id)
        return merchant.settings.pages

    return [_out(page) for page in await house.ledger.read(read)]


@router.put("/{name}", responses=PROBLEMS)
async def name_page(
    merchant_id: MerchantId, name: str, wanted: PageIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> PageOut:
    """Let texts link to a page of the shop by a name, in the place of what it meant before."""
    check_for(user, merchant_id, Permission.SETTINGS)
    doer, now = doer_of(request, house, user), house.clock.now()
    await house.ledger.write(lambda books: PageDesk(books, merchant_id, doer, now).name(name, wanted.url))
    return _out(NamedPage(name.strip().lower(), wanted.url.strip()))


@router.delete("/{name}", status_code=204, responses=PROBLEMS)
async def forget_page(
    merchant_id: MerchantId, name: str, request: Request, house: HouseDep, user: MayChangeSettings
) -> None:
    """Let the name go; texts that link by it are refused from now on."""
    check_for(user, merchant_id, Permission.SETTINGS)
    doer, now = doer_of(request, house, user), house.clock.now()
    await house.ledger.write(lambda books: PageDesk(books, merchant_id, doer, now).forget(name))


def _out(page: NamedPage) -> PageOut:
    return PageOut(name=page.name, url=page.url, placeholder=f"{{link:{page.name}}}")
