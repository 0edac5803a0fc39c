"""The shelf of pictures beside a flow's text: those that the merchant uploaded, and where another is uploaded."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile

from api.auth import MayChangeSettings
from api.house import HouseDep
from api.pages.campaign_pictures import Pictured, shown
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.problems import problem_of
from api.rest.media import take_shared_picture
from channels.media_limits import KIB, MediaLimits, limits_of
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.ledger import Reader

router = APIRouter(prefix="/flows", route_class=PageRoute, include_in_schema=False)

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Shelf:
    """The newest pictures first. `limits` says what the carrier of the merchant's number takes, `accept` its types."""

    merchant_id: MerchantId
    pictures: tuple[Pictured, ...]
    limits: str
    accept: str


def shelf_of(reader: Reader, merchant_id: MerchantId) -> Shelf:
    """Return the merchant's shelf."""
    limits = limits_of(next((sender.carrier for sender in reader.senders(merchant_id)), ""))
    newest = reversed(reader.shared_media(merchant_id)[-MOST_SHOWN:])
    return Shelf(merchant_id, tuple(map(shown, newest)), _in_words(limits), ",".join(limits.kinds))


@router.post("/picture")
async def put_on_shelf(
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    picture: Annotated[UploadFile, File()],
) -> Response:
    """Upload a picture, and show the shelf with it; or say what is wrong with it."""
    problem = ""
    try:
        await take_shared_picture(house, user, merchant, picture)
    except Invalid as error:
        problem = str(problem_of(error).detail)
    shelf = await house.ledger.read(lambda books: shelf_of(books, merchant))
    return render("fragments/flow_shelf.html", shelf=shelf, problem=problem)


def _in_words(limits: MediaLimits) -> str:
    most, safe = limits.most_bytes // KIB, limits.safe_bytes // KIB
    return f"{limits.kinds_in_words}, at most {most:,} KiB, best within {safe:,} KiB"
