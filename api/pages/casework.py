"""What a person does with a case in the page: claim it, give it to somebody, put it aside, close it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayControl
from api.house import House, HouseDep
from api.pages.conversation import moments_of
from api.pages.desk import Desk
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.rest import cases as rest
from api.rest.cases import CaseOut, CloseIn, ReassignIn, SnoozeIn
from conversation.case import CaseOutcome
from conversation.errors import Invalid
from conversation.ids import CaseId, ConversationId
from conversation.user import User
from handoff.closing import AfterClosing

router = APIRouter(
    prefix="/conversations/{conversation_id}/cases/{case_id}", route_class=PageRoute, include_in_schema=False
)

Back = Annotated[str, Form()]


@router.post("/claim")
async def claim(
    conversation_id: ConversationId,
    case_id: CaseId,
    request: Request,
    house: HouseDep,
    user: MayControl,
    back: Back = "",
) -> Response:
    """Say that the case is theirs; 409 in the page when somebody was faster."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.claim(case_id, house, user))


@router.post("/reassign")
async def reassign(
    conversation_id: ConversationId,
    case_id: CaseId,
    request: Request,
    house: HouseDep,
    user: MayControl,
    person: Annotated[str, Form()],
    back: Back = "",
) -> Response:
    """Give the case to somebody else."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.reassign(case_id, ReassignIn(user=person), house, user))


@router.post("/snooze")
async def snooze(
    conversation_id: ConversationId,
    case_id: CaseId,
    request: Request,
    house: HouseDep,
    user: MayControl,
    until: Annotated[str, Form()] = "",
    minutes: Annotated[int | None, Form(ge=1, le=43_200)] = None,
    at: Annotated[str, Form()] = "",
    back: Back = "",
) -> Response:
    """Put the case aside `until` a moment, or for `minutes`; or until `at`, a time of day where the shopper is."""
    desk = Desk(request, house, user, conversation_id, back)
    if minutes is not None:
        return await desk.change(rest.snooze(case_id, SnoozeIn(minutes=minutes), house, user))
    return await desk.change(_snooze(house, user, conversation_id, case_id, until or at))


@router.post("/close")
async def close(
    conversation_id: ConversationId,
    case_id: CaseId,
    request: Request,
    house: HouseDep,
    user: MayControl,
    outcome: Annotated[CaseOutcome, Form()],
    then: Annotated[AfterClosing, Form()] = AfterClosing.HAND_BACK,
    note: Annotated[str, Form(max_length=500)] = "",
    back: Back = "",
) -> Response:
    """Settle the case: the AI has the conversation again, or it ends."""
    desk = Desk(request, house, user, conversation_id, back)
    return await desk.change(rest.close(case_id, CloseIn(outcome=outcome, note=note, then=then), house, user))


async def _snooze(house: House, user: User, conversation_id: ConversationId, case_id: CaseId, when: str) -> CaseOut:
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        raise Invalid("until", f"{when!r} is no moment", "choose when it comes back") from None

    def local(seen: Look) -> datetime:
        return moment.replace(tzinfo=moments_of(seen, seen.conversation(conversation_id)).zone)

    until = moment if moment.tzinfo else await look(house, user, local)
    return await rest.snooze(case_id, SnoozeIn(until=until), house, user)
