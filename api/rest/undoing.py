"""Undo over REST: a person takes a text of theirs back before it leaves."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import MayReply
from api.house import HouseDep
from api.rest.conversations import CONFLICTS, desk_for, merchant_for
from conversation.ids import ConversationId, MessageId
from conversation.ledger import Books
from conversation.role import Permission

router = APIRouter(prefix="/api/conversations/{conversation_id}/messages/{message_id}", tags=["Conversations"])


class UndoneOut(BaseModel):
    """What was taken back."""

    message: str
    body: str = Field(description="the words, as their author composed them")


@router.post("/undo", responses=CONFLICTS)
async def undo(conversation_id: ConversationId, message_id: MessageId, house: HouseDep, user: MayReply) -> UndoneOut:
    """Take your own text back: 409 once it is on its way. Sent with `undoable`, an answer waits 5 s for this."""

    def command(books: Books) -> UndoneOut:
        merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
        message = desk_for(house, books, user).undo(merchant_id, conversation_id, message_id)
        return UndoneOut(message=message.id, body=message.body.composed if message.body else "")

    return await house.ledger.write(command)
