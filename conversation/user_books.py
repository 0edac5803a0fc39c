"""The part of the ledger's port that holds people, and what they did in their seat."""

from datetime import datetime
from typing import Protocol

from conversation.event import Event
from conversation.ids import MerchantId, UserId
from conversation.seat import SeatText
from conversation.user import User


class UserReader(Protocol):
    """Looks rows up."""

    def user(self, user_id: UserId) -> User | None: ...

    def user_by_email(self, email: str) -> User | None:
        """Whose address it is, as `fold_email` writes it."""
        ...

    def users(self) -> tuple[User, ...]: ...

    def seat_texts(self, merchant_id: MerchantId, user_id: UserId, since: datetime) -> tuple[SeatText, ...]:
        """What the person texted, and what was texted to them, since `since` in exchanges they held; oldest first."""
        ...

    def seat_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        """Flags and alarms of every human seat since `since`, newest first."""
        ...


class UserBooks(UserReader, Protocol):
    """The rows inside one transaction."""

    def save_user(self, user: User) -> None:
        """Raises Conflict when the address belongs to somebody else."""
        ...

    def lock_user(self, user_id: UserId, *, shared: bool = False) -> User | None:
        """Hold the person's row until the transaction ends and return it as it is now.

        Whoever gives a person something to hold and whoever removes them take it, before any conversation's lock.
        Those who only need the person to stay as they are hold it `shared`, and do not wait for each other.
        """
        ...
