"""Pictures for texts over REST: for one conversation, or for all of a merchant's flows and campaigns."""

from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile

from api.auth import MayChangeSettings, MayRead, MayReply
from api.house import House, HouseDep
from api.media_intake import clean_picture
from api.photo_serving import photo_answer
from api.rest.conversations import PROBLEMS, carrier_of, merchant_for
from api.rest.models import MediaOut
from channels.media_limits import check_media, is_safe
from conversation.errors import Unknown
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Books, Reader
from conversation.media import MediaContent, MediaFile
from conversation.media_keeping import keep_media, media_for
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/api/conversations/{conversation_id}/media", tags=["Conversations"])
shared = APIRouter(prefix="/api/media", tags=["Media"])

Picture = Annotated[UploadFile, File(description="JPEG, PNG or GIF")]


@router.post("", status_code=201, responses=PROBLEMS)
async def add_picture(conversation_id: ConversationId, picture: Picture, house: HouseDep, user: MayReply) -> MediaOut:
    """Upload a picture for a text of this conversation; name its id in the text's `media`. 422 says what is wrong."""
    file = await take_picture(house, user, conversation_id, picture)
    return media_out(file)


@router.get("/{picture_id}", responses=PROBLEMS, response_class=Response)
async def get_picture(
    conversation_id: ConversationId, picture_id: str, request: Request, house: HouseDep, user: MayRead
) -> Response:
    """Read a picture of a text of ours. 404 once it was erased."""
    return await serve_picture(request, house, user, conversation_id, picture_id)


@shared.post("", status_code=201, responses=PROBLEMS)
async def add_shared_picture(
    merchant: MerchantId, picture: Picture, house: HouseDep, user: MayChangeSettings
) -> MediaOut:
    """Upload a picture for the merchant's flows and campaigns: it goes to many, and no erasure destroys it."""
    return media_out(await take_shared_picture(house, user, merchant, picture))


async def take_shared_picture(house: House, user: User, merchant_id: MerchantId, picture: UploadFile) -> MediaFile:
    """Keep a cleaned picture for all of a merchant's texts. Raises Invalid, BadMedia, NotAllowed and keeps nothing."""
    user.check(Permission.SETTINGS, merchant_id)
    kind, content = await clean_picture(picture)
    now = house.clock.now()

    def command(books: Books) -> MediaFile:
        file = keep_media(books, merchant_id, None, kind, content, user.id, now)
        check_media((file,), _carrier(books, merchant_id))
        return file

    return await house.ledger.write(command)


async def take_picture(house: House, user: User, conversation_id: ConversationId, picture: UploadFile) -> MediaFile:
    """Keep a cleaned picture for a conversation. Raises Invalid, BadMedia, Unknown, NotAllowed and keeps nothing."""
    kind, content = await clean_picture(picture)
    now = house.clock.now()

    def command(books: Books) -> MediaFile:
        merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
        file = keep_media(books, merchant_id, conversation_id, kind, content, user.id, now)
        check_media((file,), carrier_of(books, merchant_id, conversation_id))
        return file

    return await house.ledger.write(command)


async def serve_picture(
    request: Request, house: House, user: User, conversation_id: ConversationId, media_id: str
) -> Response:
    """Return the picture; 304 where the browser has it. Raises Unknown where there is none, or none any more."""

    def find(books: Reader) -> tuple[MediaFile, MediaContent]:
        merchant_id = merchant_for(books, user, conversation_id)
        (file,) = media_for(books, merchant_id, conversation_id, (media_id,))
        content = books.media_content(merchant_id, media_id)
        if content is None:
            raise Unknown("picture", media_id)
        return file, content

    file, content = await house.ledger.read(find)
    return photo_answer(request, file.id, file.kind, content.content)


def media_out(file: MediaFile, carrier: str = "") -> MediaOut:
    """Describe a picture."""
    return MediaOut(id=file.id, kind=file.kind, size=file.size, safe=is_safe((file,), carrier))


def _carrier(books: Reader, merchant_id: MerchantId) -> str:
    return next((sender.carrier for sender in books.senders(merchant_id)), "")
