"""Drafts that wait for a person, over REST: send as it is, send changed, or throw away."""

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, Field

from api.auth import MayReply
from api.house import House, HouseDep
from api.rest.conversations import CONFLICTS, STATUSES, desk_for, merchant_for, stated_override
from api.rest.departing import departure_out
from api.rest.models import ConversationOut, DepartureOut, OverrideIn
from api.rest.presenting import Presenter
from conversation.ids import ConversationId
from conversation.ledger import Books
from conversation.role import Permission
from conversation.user import User
from handoff.suggesting import dismiss_suggestion, send_suggestion
from handoff.takeover import Reply

router = APIRouter(prefix="/api/conversations/{conversation_id}/suggestions/{suggestion_id}", tags=["Conversations"])


class SuggestionIn(BaseModel):
    """`body`: the draft as the person changed it; without it the draft goes as it is."""

    body: str | None = None
    composed_at: AwareDatetime | None = None
    shown_at: AwareDatetime | None = Field(default=None, description="when the draft was put before the person")
    override: OverrideIn | None = None
    undoable: bool = False


@router.post(
    "/send", status_code=201, responses=CONFLICTS | {202: {"model": DepartureOut}, 422: {"model": DepartureOut}}
)
async def send(
    conversation_id: ConversationId,
    suggestion_id: str,
    house: HouseDep,
    user: MayReply,
    response: Response,
    body: SuggestionIn | None = None,
) -> DepartureOut:
    """Take control and send the draft in one transaction. 409 when it is stale or another person has control."""
    asked = body or SuggestionIn()
    shown = await house.ledger.write(lambda books: _send(house, books, user, conversation_id, suggestion_id, asked))
    response.status_code = STATUSES[shown.outcome]
    return shown


@router.post("/dismiss", responses=CONFLICTS)
async def dismiss(
    conversation_id: ConversationId, suggestion_id: str, house: HouseDep, user: MayReply
) -> ConversationOut:
    """Throw the draft away: nothing is sent, and nobody waits any more."""

    def command(books: Books) -> ConversationOut:
        merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
        dismiss_suggestion(desk_for(house, books, user), merchant_id, conversation_id, suggestion_id)
        return Presenter(books, merchant_id, house.rulebook).whole(conversation_id)

    return await house.ledger.write(command)


def _send(
    house: House, books: Books, user: User, conversation_id: ConversationId, suggestion_id: str, asked: SuggestionIn
) -> DepartureOut:
    now = house.clock.now()
    composed = min(asked.composed_at, now) if asked.composed_at else now
    changed = None
    if asked.body is not None:
        changed = Reply(asked.body, composed, override=stated_override(asked.override), shown_at=asked.shown_at)
    desk = desk_for(house, books, user)
    merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
    departed = send_suggestion(
        desk, merchant_id, conversation_id, suggestion_id, changed, shown_at=asked.shown_at, undoable=asked.undoable
    )
    return departure_out(books, departed, house.rulebook)
