"""The picture of a campaign: put beside the words in the editor, and looked at."""

from dataclasses import dataclass
from math import ceil
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from api.auth import MayChangeSettings, MayRead
from api.house import HouseDep
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.photo_serving import photo_answer
from api.problems import problem_of
from api.rest.media import take_shared_picture
from channels.media_limits import KIB
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.media import MediaContent, MediaFile

router = APIRouter(prefix="/campaigns", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture in the editor, and the words beside it."""

    id: str
    path: str
    words: str


def pictured(reader: Reader, merchant_id: MerchantId, media_id: str | None) -> Pictured | None:
    """Return what shows a campaign's picture; None where it has none."""
    file = reader.media_file(merchant_id, media_id) if media_id else None
    return shown(file) if file is not None and file.conversation_id is None else None


def shown(file: MediaFile) -> Pictured:
    words = f"{file.kind.rpartition('/')[2].upper()}, {ceil(file.size / KIB)} KiB"
    return Pictured(file.id, f"/campaigns/{file.merchant_id}/media/{file.id}", words)


@router.post("/picture")
async def attach(
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    picture: Annotated[UploadFile, File()],
) -> Response:
    """Put a picture beside the words in the editor, in the place of another."""
    try:
        file = await take_shared_picture(house, user, merchant, picture)
    except Invalid as error:
        return render("fragments/campaign_picture.html", picture=None, problem=str(problem_of(error).detail))
    answer = render("fragments/campaign_picture.html", picture=shown(file), problem="")
    answer.headers["HX-Trigger-After-Swap"] = "pictured"
    return answer


@router.get("/{merchant_id}/media/{shared_id}")
async def show_picture(
    merchant_id: MerchantId, shared_id: str, request: Request, house: HouseDep, user: MayRead
) -> Response:
    """Show one of the merchant's own pictures."""

    def find(books: Reader) -> tuple[MediaFile, MediaContent]:
        file, content = books.media_file(merchant_id, shared_id), books.media_content(merchant_id, shared_id)
        if not user.may_see(merchant_id) or file is None or content is None or file.conversation_id is not None:
            raise Unknown("picture", shared_id)
        return file, content

    file, content = await house.ledger.read(find)
    return photo_answer(request, file.id, file.kind, content.content)
