"""The human seats over REST: figures of the last 24 hours beside a typical consumer's, and what was flagged."""

from datetime import datetime, timedelta

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import MayRead
from api.house import HouseDep
from api.rest.models import ProblemOut
from conversation.event import Event
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.user import User
from handoff.seat_figures import DAY, SeatFigure, figures_of

router = APIRouter(prefix="/api/seats", tags=["Seats"])

SHOWN_FOR = timedelta(days=30)
"""How long a flag or an alarm is listed. The event itself stays."""


class SeatFigureOut(BaseModel):
    """One figure of a seat. Unusual ones raise an alarm; none of them permits or forbids a text."""

    measure: str
    words: str
    figure: float
    typical_at_most: float
    unusual: bool
    source: str


class SeatEventOut(BaseModel):
    """A flag or an alarm: `seat.unread_draft` or `seat.anomaly`."""

    kind: str
    at: datetime
    user_id: str
    conversation: str
    details: dict[str, str]


class SeatOut(BaseModel):
    """One person at the desk of one merchant."""

    merchant_id: str
    user_id: str
    name: str
    figures: list[SeatFigureOut] = Field(description="of the last 24 hours")
    flagged: list[SeatEventOut] = Field(description="of the last 30 days, newest first")


@router.get("", responses={401: {"model": ProblemOut}})
async def list_seats(house: HouseDep, user: MayRead) -> list[SeatOut]:
    """List the people who answer for your merchants. Alarms only: no rule reads these figures."""
    now = house.clock.now()
    return await house.ledger.read(lambda books: seats_of(books, user.merchants, now))


def seats_of(books: Reader, merchants: tuple[MerchantId, ...], now: datetime) -> list[SeatOut]:
    """Return every seat of `merchants` as it stands at `now`."""
    return [seat for merchant_id in merchants for seat in _seats(books, merchant_id, now)]


def _seats(books: Reader, merchant_id: MerchantId, now: datetime) -> list[SeatOut]:
    flagged = books.seat_events(merchant_id, now - SHOWN_FOR)
    people = [user for user in books.users() if user.may_answer_for(merchant_id) or _is_flagged(user, flagged)]
    return [_seat(books, merchant_id, user, flagged, now) for user in people]


def _seat(books: Reader, merchant_id: MerchantId, user: User, flagged: tuple[Event, ...], now: datetime) -> SeatOut:
    figures = figures_of(books.seat_texts(merchant_id, user.id, now - DAY))
    return SeatOut(
        merchant_id=merchant_id,
        user_id=user.id,
        name=user.name,
        figures=[figure_out(figure) for figure in figures],
        flagged=[_event(event) for event in flagged if event.actor == user.id],
    )


def _is_flagged(user: User, flagged: tuple[Event, ...]) -> bool:
    return any(event.actor == user.id for event in flagged)


def figure_out(figure: SeatFigure) -> SeatFigureOut:
    """Present one figure."""
    measure = figure.measure
    return SeatFigureOut(
        measure=measure.name,
        words=measure.words,
        figure=figure.value,
        typical_at_most=measure.most,
        unusual=figure.is_unusual,
        source=measure.source,
    )


def _event(event: Event) -> SeatEventOut:
    return SeatEventOut(
        kind=event.kind.value,
        at=event.at,
        user_id=event.actor,
        conversation=event.conversation_id,
        details=dict(event.details),
    )
