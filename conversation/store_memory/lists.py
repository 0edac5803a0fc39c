"""Lists of conversations, in memory. A search reads everything."""

from collections.abc import Iterable

from conversation.case import Case
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.filter import MOST_COUNTED, Filter, Listed, Place, belongs, urgency
from conversation.ids import ConversationId, MerchantId, UserId
from conversation.message import Message
from conversation.reading import Reading
from conversation.searching import Found, Sought, TextFound, is_in, words_of_contact, words_of_text
from conversation.store_memory.table import Journal, Table


class MemoryListReader:
    """Implements `conversation.list_books.ListReader`."""

    _contacts: Table[Contact]
    _conversations: Table[Conversation]
    _messages: Table[Message]
    _cases: Table[Case]

    def __init__(self, journal: Journal) -> None:
        self._readings = Table[Reading](journal, lambda row: (row.user_id, row.conversation_id))

    def listed(
        self, merchants: tuple[MerchantId, ...], chosen: Filter, user_id: UserId, *, before: Place | None, limit: int
    ) -> tuple[Listed, ...]:
        rows = [row for row in self._all_listed(merchants) if belongs(row, chosen, user_id)]
        if chosen is Filter.ESCALATED:
            return tuple(sorted(rows, key=urgency)[:limit])
        if chosen is Filter.SNOOZED:
            return tuple(sorted(rows, key=_return)[:limit])
        newest = sorted(rows, key=_place, reverse=True)
        return tuple(row for row in newest if before is None or _place(row) < before)[:limit]

    def count_listed(
        self, merchants: tuple[MerchantId, ...], chosen: Filter, user_id: UserId, *, most: int = MOST_COUNTED
    ) -> int:
        return len(self.listed(merchants, chosen, user_id, before=None, limit=most))

    def search(self, merchants: tuple[MerchantId, ...], sought: Sought, *, limit: int) -> Found:
        contacts = [
            (row.merchant_id, row.id)
            for row in reversed(self._contacts.all())
            if row.merchant_id in merchants and is_in(sought.of_contacts, words_of_contact(row.name, row.phone))
        ]
        texts = [
            TextFound(row.merchant_id, row.conversation_id, row.id)
            for row in reversed(self._messages.all())
            if row.merchant_id in merchants
            and row.body is not None
            and is_in(sought.words, words_of_text(row.body.composed))
        ]
        return Found(tuple(contacts[:limit]), tuple(texts[:limit]))

    def reading(self, user_id: UserId, conversation_id: ConversationId) -> Reading | None:
        return self._readings.get((user_id, conversation_id))

    def _all_listed(self, merchants: tuple[MerchantId, ...]) -> Iterable[Listed]:
        for row in self._conversations.all():
            if row.merchant_id in merchants:
                cases = self._cases.of(talk=row.id)
                yield Listed(row, next((case for case in cases if case.is_open), None))


class MemoryListBooks(MemoryListReader):
    """Implements `conversation.list_books.ListBooks`."""

    def save_reading(self, reading: Reading) -> None:
        self._readings.put(reading)

    def index_words(self, most: int) -> bool:
        return False

    def merge_words(self) -> bool:
        """Nothing is left behind here."""
        return False


def _place(listed: Listed) -> Place:
    return listed.conversation.updated_at, listed.conversation.id


def _return(listed: Listed) -> Place:
    until = listed.case.snoozed_until if listed.case else None
    return until or listed.conversation.updated_at, listed.conversation.id
