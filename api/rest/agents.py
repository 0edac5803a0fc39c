"""Who is there: presence, and what routing knows of people."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from api.auth import MayControl, MayRead, MayReassign
from api.house import HouseDep
from api.rest.conversations import PROBLEMS
from conversation.agent_seat import AgentProfile, Presence, PresenceState
from conversation.errors import Unknown
from conversation.ids import UserId
from conversation.ledger import Books, Reader
from conversation.role import Permission
from conversation.user import User
from handoff.routing import route_waiting

router = APIRouter(prefix="/api/agents", tags=["Agents"])

Word = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=40)]


class AgentOut(BaseModel):
    """A person as routing sees them. `presence` is online, away or offline; `open_cases` those of all merchants."""

    id: str
    name: str
    presence: str
    seen_at: datetime | None
    skills: list[str]
    languages: list[str]
    capacity: int
    open_cases: int


class ProfileIn(BaseModel):
    """No skills: a generalist. No languages: any."""

    skills: list[Word] = Field(default_factory=list, max_length=20)
    languages: list[Word] = Field(default_factory=list, max_length=20)
    capacity: int = Field(default=5, ge=0, le=100)


class PresenceIn(BaseModel):
    """A heartbeat; it holds for 90 seconds."""

    state: PresenceState = PresenceState.ONLINE


@router.get("", responses=PROBLEMS)
async def list_agents(house: HouseDep, user: MayRead) -> list[AgentOut]:
    """List the people who answer for any of your merchants."""
    now = house.clock.now()

    def read(books: Reader) -> list[AgentOut]:
        return [_agent(books, one, now) for one in books.users() if one.removed_at is None and _meets(user, one)]

    return await house.ledger.read(read)


@router.put("/presence", responses=PROBLEMS)
async def be_present(body: PresenceIn, house: HouseDep, user: MayControl) -> AgentOut:
    """Say that you are there, or away. Who comes online is given what waits, where the merchant routes cases."""
    now = house.clock.now()
    return await house.ledger.write(lambda books: note_presence(books, user, body.state, now))


@router.put("/{user_id}", responses=PROBLEMS)
async def set_profile(user_id: UserId, body: ProfileIn, house: HouseDep, user: MayReassign) -> AgentOut:
    """Set what a person can do and how many cases they are given at once: by a lead at each of their merchants."""

    def command(books: Books) -> AgentOut:
        found = keep_profile(books, user, user_id, body)
        return _agent(books, found, house.clock.now())

    return await house.ledger.write(command)


def keep_profile(books: Books, user: User, user_id: UserId, profile: ProfileIn) -> User:
    """Write what a person can do. Raises Unknown for who shares no merchant with `user`, NotAllowed."""
    found = books.user(user_id)
    if found is None or not _meets(user, found):
        raise Unknown("person", user_id)
    for merchant_id in found.merchants:
        user.check(Permission.REASSIGN, merchant_id)
    books.save_agent_profile(AgentProfile(user_id, tuple(profile.skills), tuple(profile.languages), profile.capacity))
    return found


def note_presence(books: Books, user: User, state: PresenceState, now: datetime) -> AgentOut:
    """Write a heartbeat; whoever was not online before it is given what waits."""
    before = books.presence(user.id)
    books.save_presence(Presence(user.id, state, now))
    if state is PresenceState.ONLINE and (before is None or not before.is_online(now)):
        route_waiting(books, user, now)
    return _agent(books, user, now)


def _agent(books: Reader, user: User, now: datetime) -> AgentOut:
    profile = books.agent_profile(user.id) or AgentProfile(user.id)
    presence = books.presence(user.id)
    return AgentOut(
        id=user.id,
        name=user.name,
        presence=_presence_word(presence, now),
        seen_at=presence.seen_at if presence else None,
        skills=list(profile.skills),
        languages=list(profile.languages),
        capacity=profile.capacity,
        open_cases=books.claims(user.id)[0],
    )


def _presence_word(presence: Presence | None, now: datetime) -> str:
    if presence is None or not presence.is_fresh(now):
        return "offline"
    return presence.state.value


def _meets(user: User, other: User) -> bool:
    return any(merchant in user.merchants for merchant in other.merchants)
