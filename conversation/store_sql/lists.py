"""Lists of conversations, in SQL."""

from typing import Any

from conversation.clock import to_milliseconds
from conversation.filter import MOST_COUNTED, Filter, Listed, Place
from conversation.ids import ConversationId, MerchantId, UserId
from conversation.reading import Reading
from conversation.searching import Found, Sought
from conversation.store_sql import entities, finding, list_finding, searching
from conversation.store_sql.codec import Cell
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

Key = tuple[Any, ...]
"""What a row is sorted by; then its id, and its merchant's."""

_OF_ONE_MERCHANT = {
    Filter.ESCALATED: list_finding.ESCALATED,
    Filter.ALL: list_finding.NOT_CLOSED,
    Filter.SNOOZED: list_finding.SNOOZED,
    Filter.CLOSED: list_finding.CLOSED,
}
_THE_END = (2**53, "")
"""Later than any moment."""


class SqlListReader:
    """Implements `conversation.list_books.ListReader`."""

    _session: Session

    def listed(
        self, merchants: tuple[MerchantId, ...], chosen: Filter, user_id: UserId, *, before: Place | None, limit: int
    ) -> tuple[Listed, ...]:
        place = (to_milliseconds(before[0]), before[1]) if before else _THE_END
        if chosen is Filter.MINE:
            keys = [key for key in self._mine(merchants, user_id) if key[:2] < place]
        else:
            keys = self._keys(merchants, _OF_ONE_MERCHANT[chosen], place, limit)
        keys.sort(reverse=chosen.is_newest_first)
        rows = [self._listed(merchant_id, row_id) for *_, row_id, merchant_id in keys[:limit]]
        return tuple(row for row in rows if row is not None)

    def count_listed(
        self, merchants: tuple[MerchantId, ...], chosen: Filter, user_id: UserId, *, most: int = MOST_COUNTED
    ) -> int:
        if chosen is Filter.MINE:
            return min(len(self._mine(merchants, user_id)), most)
        statement = list_finding.ANY_ESCALATED if chosen is Filter.ESCALATED else _OF_ONE_MERCHANT[chosen]
        return min(len(self._keys(merchants, statement, _THE_END, most)), most)

    def search(self, merchants: tuple[MerchantId, ...], sought: Sought, *, limit: int) -> Found:
        return searching.search(self._session, merchants, sought, limit)

    def reading(self, user_id: UserId, conversation_id: ConversationId) -> Reading | None:
        return entities.READINGS.one(self._session, user_id=user_id, conversation_id=conversation_id)

    def _keys(
        self, merchants: tuple[MerchantId, ...], statement: Statement, place: tuple[int, str], limit: int
    ) -> list[Key]:
        values: dict[str, Cell] = {"limit": limit}
        if statement in (list_finding.NOT_CLOSED, list_finding.CLOSED):
            values["moment"], values["id"] = place
        return [
            (*key, merchant_id)
            for merchant_id in merchants
            for key in self._session.all(statement, {**values, "merchant_id": merchant_id})
        ]

    def _mine(self, merchants: tuple[MerchantId, ...], user_id: UserId) -> list[Key]:
        found = self._session.all(list_finding.MINE, {"user_id": user_id})
        return [tuple(key) for key in found if key[-1] in merchants]

    def _listed(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Listed | None:
        row = entities.CONVERSATIONS.one(self._session, id=conversation_id, merchant_id=merchant_id)
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id}
        return None if row is None else Listed(row, entities.CASES.first(self._session, finding.OPEN_CASE, values))


class SqlListBooks(SqlListReader):
    """Implements `conversation.list_books.ListBooks`."""

    def save_reading(self, reading: Reading) -> None:
        entities.READINGS.save(self._session, reading)

    def index_words(self, most: int) -> bool:
        return searching.index(self._session, most)

    def merge_words(self) -> bool:
        return searching.merge(self._session)
