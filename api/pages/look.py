"""One look at the ledger on behalf of one person: what every view of the pages is built from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from api.house import House
from api.rest.conversations import merchant_for
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.ids import OUTSIDE, ConversationId, UserId
from conversation.ledger import Reader
from conversation.role import Permission, Permitted
from conversation.user import User

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """Rows as they stand in one read, the person who looks, and the house's present moment."""

    books: Reader
    house: House
    user: User
    now: datetime

    def conversation(self, conversation_id: ConversationId, permission: Permission = Permission.READ) -> Conversation:
        """Raises Unknown, NotAllowed."""
        merchant_id = merchant_for(self.books, self.user, conversation_id, permission)
        row = self.books.conversation(merchant_id, conversation_id)
        if row is None:
            raise Unknown("conversation", conversation_id)
        return row

    def may(self, permission: Permission, row: Conversation) -> bool:
        """Tell whether the person who looks may do this in the conversation, so that no button promises more."""
        return isinstance(self.user.may(permission, row.merchant_id), Permitted)

    def name_of(self, user_id: UserId | None) -> str:
        """Return a person's name; an id whose row is gone stays an id."""
        if user_id == OUTSIDE:
            return "Somebody outside Twolane"
        user = self.books.user(user_id) if user_id else None
        return user.name if user else user_id or "AI"


async def look(house: House, user: User, build: Callable[[Look], T]) -> T:
    """Build a view within one read."""
    return await house.ledger.read(lambda books: build(Look(books, house, user, house.clock.now())))
