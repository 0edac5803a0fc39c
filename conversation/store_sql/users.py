"""People, and what they did in their seat, in SQL."""

from datetime import datetime

from conversation.clock import from_milliseconds, to_milliseconds
from conversation.event import Event
from conversation.ids import MerchantId, UserId
from conversation.message import Direction
from conversation.seat import SeatText
from conversation.store_sql import entities, finding
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Values
from conversation.user import User


class SqlUserReader:
    """Implements `conversation.user_books.UserReader`."""

    _session: Session

    def user(self, user_id: UserId) -> User | None:
        return entities.USERS.one(self._session, id=user_id)

    def user_by_email(self, email: str) -> User | None:
        return entities.USERS.one(self._session, email=email)

    def users(self) -> tuple[User, ...]:
        return entities.USERS.many(self._session, ("id",))

    def seat_texts(self, merchant_id: MerchantId, user_id: UserId, since: datetime) -> tuple[SeatText, ...]:
        values: Values = {"merchant_id": merchant_id, "holder": user_id, "since": to_milliseconds(since)}
        return tuple(
            SeatText(ref, contact_id, Direction(direction), from_milliseconds(at))
            for ref, contact_id, direction, at in self._session.all(finding.SEAT_TEXTS, values)
        )

    def seat_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        values: Values = {"merchant_id": merchant_id, "since": to_milliseconds(since)}
        return entities.EVENTS.all(self._session, finding.SEAT_EVENTS, values)


class SqlUserBooks(SqlUserReader):
    """Implements `conversation.user_books.UserBooks`."""

    def save_user(self, user: User) -> None:
        entities.USERS.save(self._session, user)

    def lock_user(self, user_id: UserId, *, shared: bool = False) -> User | None:
        return entities.USERS.one(self._session, lock=Lock.SHARED if shared else Lock.ALONE, id=user_id)
