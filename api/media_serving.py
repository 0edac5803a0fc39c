"""Pictures for carriers to fetch, at addresses that were made for one text."""

from fastapi import APIRouter, Request, Response

from api.house import HouseDep
from api.problems import Gone
from conversation.errors import Unknown
from conversation.ledger import Reader
from conversation.media import MediaContent, MediaFile

router = APIRouter(tags=["Media"])


@router.api_route("/media/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def fetch_media(name: str, request: Request, house: HouseDep, until: int = 0, mark: str = "") -> Response:
    """Answer with the picture. 404 for an address that is none of ours, 410 after its day.

    Twilio asks by HEAD first, and refuses a type that is not the file's own and names that are long.
    """
    media_id = name.partition(".")[0]
    if not house.media.is_ours(media_id, until, mark):
        raise Unknown("picture", name)
    if until < house.clock.now().timestamp():
        raise Gone("the picture's address has ended")
    file, content = await house.ledger.read(lambda books: _find(books, media_id))
    headers = {
        "Content-Disposition": f'inline; filename="picture.{file.kind.rpartition("/")[2]}"',
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Content-Length": str(len(content.content)),
    }
    return Response(b"" if request.method == "HEAD" else content.content, media_type=file.kind, headers=headers)


def _find(books: Reader, media_id: str) -> tuple[MediaFile, MediaContent]:
    file = books.media_of_anybody(media_id)
    content = books.media_content(file.merchant_id, media_id) if file else None
    if file is None or content is None:
        raise Unknown("picture", media_id)
    return file, content
