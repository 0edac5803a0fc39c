"""Photos over REST."""

from fastapi import APIRouter, Request, Response

from api.auth import MayRead
from api.house import HouseDep
from api.photo_serving import serve_photo
from api.rest.conversations import PROBLEMS
from conversation.ids import ConversationId

router = APIRouter(prefix="/api/conversations/{conversation_id}/photos", tags=["Conversations"])


@router.get("/{photo_id}", responses=PROBLEMS, response_class=Response)
async def get_photo(
    conversation_id: ConversationId, photo_id: str, request: Request, house: HouseDep, user: MayRead
) -> Response:
    """Read a photo's bytes. 404 before they came, where they were refused, and once they were erased."""
    return await serve_photo(request, house, user, conversation_id, photo_id)
