"""The part of the ledger's port that lists conversations: filters, counts, search, and how far each person has read."""

from typing import Protocol

from conversation.filter import MOST_COUNTED, Filter, Listed, Place
from conversation.ids import ConversationId, MerchantId, UserId
from conversation.reading import Reading
from conversation.searching import Found, Sought


class ListReader(Protocol):
    """Looks rows up."""

    def listed(
        self, merchants: tuple[MerchantId, ...], chosen: Filter, user_id: UserId, *, before: Place | None, limit: int
    ) -> tuple[Listed, ...]:
        """In the filter's order, with `mine` as `user_id` sees it; after `before`, where the newest are first."""
        ...

    def count_listed(
        self, merchants: tuple[MerchantId, ...], chosen: Filter, user_id: UserId, *, most: int = MOST_COUNTED
    ) -> int:
        """How many there are, or `most` where there are more."""
        ...

    def search(self, merchants: tuple[MerchantId, ...], sought: Sought, *, limit: int) -> Found:
        """Up to `limit` contacts and as many texts: of the words that authors wrote, not of those that we added."""
        ...

    def reading(self, user_id: UserId, conversation_id: ConversationId) -> Reading | None: ...


class ListBooks(ListReader, Protocol):
    """The rows inside one transaction."""

    def save_reading(self, reading: Reading) -> None: ...

    def index_words(self, most: int) -> bool:
        """Make searches quick for up to `most` new names and texts, found but slowly before; False if none are."""
        ...

    def merge_words(self) -> bool:
        """Overwrite a part of what destroyed words have left behind in the search; False once nothing is left."""
        ...
