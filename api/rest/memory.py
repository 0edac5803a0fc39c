"""Forgetting over REST what is remembered of a shopper from before."""

from fastapi import APIRouter, Response

from api.auth import MayReply
from api.house import HouseDep
from api.rest.conversations import PROBLEMS, desk_for, merchant_for
from conversation.ids import ConversationId
from conversation.ledger import Books
from conversation.role import Permission
from handoff.forgetting import forget_past

router = APIRouter(prefix="/api/conversations/{conversation_id}/memory", tags=["Conversations"])


@router.delete("", status_code=204, responses=PROBLEMS)
async def forget(conversation_id: ConversationId, house: HouseDep, user: MayReply) -> Response:
    """Forget what the shopper bought and was promised before now: neither the AI nor the brief knows it any more."""

    def command(books: Books) -> None:
        merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
        forget_past(desk_for(house, books, user), merchant_id, conversation_id)

    await house.ledger.write(command)
    return Response(status_code=204)
