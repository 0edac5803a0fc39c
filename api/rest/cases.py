"""The queue over REST: what waits for a person, whose it is, and how it ended."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.auth import MayControl, MayRead
from api.house import House, HouseDep
from api.rest.conversations import CONFLICTS, PROBLEMS
from api.rest.models import HolderOut
from conversation.case import OPEN_STATES, Case, CaseOutcome, CaseState
from conversation.cases import claim_case, reassign_case, snooze_case
from conversation.clock import whole_milliseconds
from conversation.errors import Invalid, Unknown
from conversation.ids import CaseId, MerchantId, UserId
from conversation.ledger import Books, Reader
from conversation.role import Permission
from conversation.user import User
from handoff.closing import AfterClosing, close_case
from handoff.routing import in_urgency, route_waiting

router = APIRouter(prefix="/api/cases", tags=["Cases"])

LONGEST_SNOOZE = timedelta(days=30)


class CaseOut(BaseModel):
    """A conversation that waits, or waited, for a person."""

    id: str
    merchant_id: str
    conversation: str
    contact: str
    state: str
    reason: str
    priority: str
    skill: str | None
    language: str | None
    opened_at: datetime
    clock: str = Field(description="which promise runs now: first_reply or resolution")
    due_at: datetime = Field(description="when that promise is broken, counted in the merchant's business hours")
    overdue: bool
    first_reply_at: datetime | None
    claimed_by: HolderOut | None
    snoozed_until: datetime | None
    closed_at: datetime | None
    outcome: str | None


class ReassignIn(BaseModel):
    """`user`: the id of the person who is to have it."""

    user: str


class SnoozeIn(BaseModel):
    """Until a moment, or for so many minutes from now."""

    until: datetime | None = None
    minutes: int | None = Field(default=None, ge=1, le=43_200)


class CloseIn(BaseModel):
    """`then`: who has the conversation afterwards. The AI does, unless it is to end."""

    outcome: CaseOutcome
    note: str = Field(default="", max_length=500)
    then: AfterClosing = AfterClosing.HAND_BACK


@router.get("", responses=PROBLEMS)
async def list_cases(
    house: HouseDep,
    user: MayRead,
    state: Annotated[list[CaseState] | None, Query()] = None,
    mine: bool = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> list[CaseOut]:
    """List the cases of your merchants, the most urgent first; by default those that are open."""
    states = tuple(state) if state else OPEN_STATES

    def read(books: Reader) -> list[CaseOut]:
        holder = user.id if mine else None
        found = books.cases(user.merchants, states=states, claimed_by=holder, limit=limit)
        return [case_out(books, case, house.clock.now()) for case in in_urgency(found)]

    return await house.ledger.read(read)


@router.get("/{case_id}", responses=PROBLEMS)
async def get_case(case_id: CaseId, house: HouseDep, user: MayRead) -> CaseOut:
    """Read one case."""

    def read(books: Reader) -> CaseOut:
        case = books.case(merchant_for(books, user, case_id, Permission.READ), case_id)
        if case is None:
            raise Unknown("case", case_id)
        return case_out(books, case, house.clock.now())

    return await house.ledger.read(read)


@router.post("/{case_id}/claim", responses=CONFLICTS)
async def claim(case_id: CaseId, house: HouseDep, user: MayControl) -> CaseOut:
    """Say that the case is yours. 409 when somebody else has it. Control stays where it is until you text."""

    def command(books: Books) -> CaseOut:
        now = house.clock.now()
        return case_out(books, claim_case(books, merchant_for(books, user, case_id), case_id, user, now), now)

    return await house.ledger.write(command)


@router.post("/{case_id}/reassign", responses=CONFLICTS)
async def reassign(case_id: CaseId, body: ReassignIn, house: HouseDep, user: MayControl) -> CaseOut:
    """Give the case to somebody else of the merchant's people."""

    def command(books: Books) -> CaseOut:
        now, merchant_id = house.clock.now(), merchant_for(books, user, case_id)
        to = _person(books, body.user)
        return case_out(books, reassign_case(books, merchant_id, case_id, user, to, now), now)

    return await house.ledger.write(command)


@router.post("/{case_id}/snooze", responses=CONFLICTS)
async def snooze(case_id: CaseId, body: SnoozeIn, house: HouseDep, user: MayControl) -> CaseOut:
    """Put the case aside; it comes back by itself, or at once when the shopper texts."""

    def command(books: Books) -> CaseOut:
        now, merchant_id = house.clock.now(), merchant_for(books, user, case_id)
        return case_out(books, snooze_case(books, merchant_id, case_id, user, _until(body, now), now), now)

    return await house.ledger.write(command)


@router.post("/{case_id}/close", responses=CONFLICTS)
async def close(case_id: CaseId, body: CloseIn, house: HouseDep, user: MayControl) -> CaseOut:
    """Settle the case: the AI has the conversation again, or it ends. 409 while somebody else has control."""
    return await house.ledger.write(lambda books: _close(house, books, user, case_id, body))


def case_out(books: Reader, case: Case, now: datetime) -> CaseOut:
    """Present a case as it stands at `now`."""
    talk = books.conversation(case.merchant_id, case.conversation_id)
    contact = books.contact(case.merchant_id, talk.contact_id) if talk else None
    holder = books.user(case.claimed_by) if case.claimed_by else None
    return CaseOut(
        id=case.id,
        merchant_id=case.merchant_id,
        conversation=case.conversation_id,
        contact=contact.name or contact.phone if contact else "",
        state=case.state.value,
        reason=case.reason.value,
        priority=case.priority.value,
        skill=case.skill,
        language=case.language,
        opened_at=case.opened_at,
        clock=case.clock.value,
        due_at=case.due_at,
        overdue=case.is_overdue(case.clock, now),
        first_reply_at=case.first_reply_at,
        claimed_by=HolderOut(id=holder.id, name=holder.name) if holder else None,
        snoozed_until=case.snoozed_until,
        closed_at=case.closed_at,
        outcome=case.outcome.value if case.outcome else None,
    )


def merchant_for(books: Reader, user: User, case_id: CaseId, permission: Permission = Permission.CONTROL) -> MerchantId:
    """Return whose case it is. Raises Unknown where they may not even see it, NotAllowed for `permission`."""
    merchant_id = books.merchant_of_case(case_id)
    if merchant_id is None or not user.may_see(merchant_id):
        raise Unknown("case", case_id)
    user.check(permission, merchant_id)
    return merchant_id


def _close(house: House, books: Books, user: User, case_id: CaseId, body: CloseIn) -> CaseOut:
    now, merchant_id = house.clock.now(), merchant_for(books, user, case_id)
    closed = close_case(books, merchant_id, case_id, user, now, body.outcome, note=body.note, then=body.then)
    route_waiting(books, user, now)
    return case_out(books, closed, now)


def _person(books: Reader, user_id: UserId) -> User:
    found = books.user(user_id)
    if found is None or found.removed_at is not None:
        raise Unknown("person", user_id)
    return found


def _until(body: SnoozeIn, now: datetime) -> datetime:
    if body.minutes is not None:
        return now + timedelta(minutes=body.minutes)
    if body.until is None or body.until.tzinfo is None:
        raise Invalid("until", "it is missing or names no zone", "send `minutes`, or `until` with a zone")
    if body.until > now + LONGEST_SNOOZE:
        raise Invalid("until", "it is more than 30 days away", "close the case instead")
    return whole_milliseconds(body.until)
