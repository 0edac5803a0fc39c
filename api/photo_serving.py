"""Answering with a photo, so that nothing in it can act on the page, and only to who may read the conversation."""

from fastapi import Request, Response

from api.house import House
from api.rest.conversations import merchant_for
from conversation.errors import Unknown
from conversation.ids import ConversationId
from conversation.ledger import Reader
from conversation.photo import Photo, Picture
from conversation.user import User


async def serve_photo(
    request: Request, house: House, user: User, conversation_id: ConversationId, photo_id: str
) -> Response:
    """Return the picture; 304 where the browser has it. Raises Unknown where there is none, or none any more."""

    def find(books: Reader) -> tuple[Photo, Picture]:
        merchant_id = merchant_for(books, user, conversation_id)
        photo = books.photo(merchant_id, photo_id)
        picture = books.picture(merchant_id, photo_id)
        if photo is None or picture is None or photo.conversation_id != conversation_id:
            raise Unknown("photo", photo_id)
        return photo, picture

    photo, picture = await house.ledger.read(find)
    return photo_answer(request, photo.id, photo.kind or "application/octet-stream", picture.content)


def photo_answer(request: Request, ref: str, kind: str, content: bytes) -> Response:
    """Answer with a picture that is `ref` for ever; it is asked for again each time, so that erasing it counts."""
    tag = f'"{ref}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="{ref}.{kind.rpartition("/")[2]}"',
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
