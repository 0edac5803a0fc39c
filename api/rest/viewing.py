"""Who else is at a conversation, over REST."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import MayRead
from api.house import HouseDep
from api.rest.conversations import PROBLEMS, merchant_for
from conversation.ids import ConversationId
from conversation.ledger import Reader

router = APIRouter(prefix="/api/conversations/{conversation_id}/viewing", tags=["Conversations"])


class ViewingIn(BaseModel):
    """That you are there."""

    typing: bool = False


class ViewerOut(BaseModel):
    """Somebody else who is there."""

    user_id: str
    name: str
    typing: bool = Field(description="within the last seconds")


@router.put("", responses=PROBLEMS)
async def say_viewing(
    conversation_id: ConversationId, viewing: ViewingIn, house: HouseDep, user: MayRead
) -> list[ViewerOut]:
    """Say that you look at the conversation, every few seconds, and read who else does. Nothing of it is kept."""

    def read(books: Reader) -> list[ViewerOut]:
        merchant_for(books, user, conversation_id)
        others = house.viewing.others(conversation_id, user.id)
        return [
            ViewerOut(user_id=one.user_id, name=known.name, typing=one.is_typing)
            for one in others
            if (known := books.user(one.user_id)) is not None
        ]

    told = await house.ledger.read(read)
    house.viewing.note(conversation_id, user.id, is_typing=viewing.typing)
    return told
