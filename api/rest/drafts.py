"""Drafts on request over REST: a person who has control asks the AI for words. Nothing is sent by it."""

from fastapi import APIRouter

from api.auth import MayReply
from api.house import HouseDep
from api.rest.conversations import CONFLICTS, merchant_for
from api.rest.models import SuggestionOut
from conversation.errors import Stale
from conversation.ids import ConversationId
from conversation.role import Permission

router = APIRouter(prefix="/api/conversations/{conversation_id}/drafts", tags=["Conversations"])


@router.post("", status_code=201, responses=CONFLICTS)
async def ask_for_draft(conversation_id: ConversationId, house: HouseDep, user: MayReply) -> SuggestionOut:
    """Let the AI draft an answer: send it by its id as a suggestion, as it is or changed, until it is stale.

    409 without control, where there is nothing to answer, and where the AI has no words for it.
    """
    merchant_id = await house.ledger.read(lambda books: merchant_for(books, user, conversation_id, Permission.REPLY))
    row = await house.drafting.draft(user, merchant_id, conversation_id)
    if row.draft is None:
        raise Stale("the draft was erased")
    return SuggestionOut(
        id=row.id,
        body=row.draft.body,
        composed_at=row.draft.composed_at,
        expires_at=row.expires_at,
        epoch=row.draft.epoch,
    )
