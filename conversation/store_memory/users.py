"""People, and what they did in their seat, in memory."""

from datetime import datetime

from conversation.conversation import Conversation
from conversation.errors import Conflict
from conversation.event import SEAT_EVENTS, Event
from conversation.exchange import Exchange
from conversation.ids import ContactId, MerchantId, UserId
from conversation.message import Direction, Message
from conversation.seat import SeatText
from conversation.store_memory.keys import all_owned, in_order, own
from conversation.store_memory.table import Journal, Table
from conversation.user import User


class MemoryUserReader:
    """Implements `conversation.user_books.UserReader`."""

    _exchanges: Table[Exchange]
    _messages: Table[Message]
    _events: Table[Event]
    _conversations: Table[Conversation]

    def __init__(self, journal: Journal) -> None:
        self._users = Table[User](journal, own, email=lambda row: row.email)

    def user(self, user_id: UserId) -> User | None:
        return self._users.get(user_id)

    def user_by_email(self, email: str) -> User | None:
        return self._users.newest_of(email=email)

    def users(self) -> tuple[User, ...]:
        return in_order(self._users.all(), own)

    def seat_texts(self, merchant_id: MerchantId, user_id: UserId, since: datetime) -> tuple[SeatText, ...]:
        held = {row.id: row for row in all_owned(self._exchanges.of(holder=user_id), merchant_id)}
        talks = {row.conversation_id for row in held.values()}
        texts = [text for talk in talks for text in self._messages.of(talk=talk) if text.exchange_id in held]
        theirs = [text for text in texts if text.direction is Direction.IN or text.user_id == user_id]
        found = [
            SeatText(text.id, self._contact_of(text), text.direction, text.created_at)
            for text in theirs
            if text.created_at >= since
        ]
        return in_order(found, lambda text: (text.at, text.message_id))

    def seat_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        rows = [row for kind in SEAT_EVENTS for row in all_owned(self._events.of(seat=kind), merchant_id)]
        recent = [row for row in rows if row.at >= since]
        return tuple(sorted(recent, key=lambda row: (row.at, row.id), reverse=True))

    def _contact_of(self, message: Message) -> ContactId:
        row = self._conversations.get(message.conversation_id)
        return row.contact_id if row else ""


class MemoryUserBooks(MemoryUserReader):
    """Implements `conversation.user_books.UserBooks`."""

    def save_user(self, user: User) -> None:
        known = self.user_by_email(user.email) if user.email else None
        if known is not None and known.id != user.id:
            raise Conflict(f"{user.email} belongs to somebody else")
        self._users.put(user)

    def lock_user(self, user_id: UserId, *, shared: bool = False) -> User | None:
        return self.user(user_id)
