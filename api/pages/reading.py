"""How far the person who looks has read: noted when they open a conversation, and by a page they have before them."""

from fastapi import APIRouter, Response

from api.auth import MayRead
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from conversation.ids import ConversationId
from conversation.reading import Reading
from conversation.user import User

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/conversations/{conversation_id}/read")
async def read(conversation_id: ConversationId, house: HouseDep, user: MayRead) -> Response:
    """Note that the person has read what is there now."""
    await mark_read(house, user, conversation_id)
    return Response(status_code=204)


async def mark_read(house: House, user: User, conversation_id: ConversationId) -> None:
    """Note that `user` has read everything there is. Raises Unknown, NotAllowed."""

    def news(seen: Look) -> Reading | None:
        row, before = seen.conversation(conversation_id), seen.books.reading(user.id, conversation_id)
        if before is not None and before.seq >= row.last_seq:
            return None
        return Reading(row.merchant_id, row.id, user.id, row.last_seq, seen.now)

    reading = await look(house, user, news)
    if reading is not None:
        await house.ledger.write(lambda books: books.save_reading(reading))
