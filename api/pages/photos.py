"""Photos in the thread."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.auth import MayRead
from api.house import HouseDep
from api.pages.page_route import PageRoute
from api.photo_serving import serve_photo
from conversation.ids import ConversationId
from conversation.photo import Photo, PhotoState

router = APIRouter(prefix="/conversations", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """`path` is None where there is nothing to show; `words` say what it is, or why it is not shown."""

    path: str | None
    words: str


@router.get("/{conversation_id}/photos/{photo_id}")
async def photo(
    conversation_id: ConversationId, photo_id: str, request: Request, house: HouseDep, user: MayRead
) -> Response:
    """Show a photo by itself."""
    return await serve_photo(request, house, user, conversation_id, photo_id)


def photo_card(photo: Photo, shopper: str) -> PhotoCard:
    """Show one photo of the shopper's."""
    match photo.state:
        case PhotoState.KEPT:
            size = (photo.size or 0) // 1024
            return PhotoCard(
                f"/conversations/{photo.conversation_id}/photos/{photo.id}", f"Photo from {shopper}, {size} KiB"
            )
        case PhotoState.WAITING:
            return PhotoCard(None, "A photo is on its way")
        case PhotoState.REFUSED:
            return PhotoCard(None, f"A photo is not shown: {photo.why}")
        case PhotoState.ERASED:
            return PhotoCard(None, "A photo was erased")
