"""What live conversations earned, in SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from conversation.clock import to_milliseconds
from conversation.conversation import Conversation
from conversation.ids import ConversationId, MerchantId
from conversation.live_score import LivePlace, LiveScore
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import word
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

SCORES = Rows(LiveScore, tables.live_scores)
PLACES = Rows(LivePlace, tables.live_places)

_score = tables.live_scores.c
_talk = tables.conversations.c
NEWEST_SCORES = Statement(
    lambda _: (
        select(*SCORES.columns())
        .where(_score.merchant_id == bindparam("merchant_id"), _score.quiet_since >= bindparam("since"))
        .order_by(_score.quiet_since.desc(), _score.conversation_id.desc())
        .limit(bindparam("limit"))
    )
)


def _quiet(*where: ColumnElement[bool]) -> Statement:
    later = and_(_talk.updated_at == bindparam("since"), _talk.id > bindparam("id"))
    return Statement(
        lambda _: (
            select(*entities.CONVERSATIONS.columns())
            .where(
                *where,
                _talk.merchant_id == bindparam("merchant_id"),
                _talk.updated_at.between(bindparam("since"), bindparam("until")),
                or_(_talk.updated_at > bindparam("since"), later),
            )
            .order_by(_talk.updated_at, _talk.id)
            .limit(bindparam("limit"))
        )
    )


QUIET = (_quiet(_talk.control == word("closed")), _quiet(_talk.control != word("closed")))
"""Apart, for each has an index of its own."""


class SqlLiveScoreReader:
    """Implements `conversation.live_score_books.LiveScoreReader`."""

    _session: Session

    def live_score(self, merchant_id: MerchantId, conversation_id: ConversationId) -> LiveScore | None:
        return SCORES.one(self._session, conversation_id=conversation_id, merchant_id=merchant_id)

    def live_scores(self, merchant_id: MerchantId, since: datetime, limit: int) -> tuple[LiveScore, ...]:
        values: Values = {"merchant_id": merchant_id, "since": to_milliseconds(since), "limit": limit}
        return SCORES.all(self._session, NEWEST_SCORES, values)

    def live_place(self, merchant_id: MerchantId) -> LivePlace | None:
        return PLACES.one(self._session, merchant_id=merchant_id)

    def quiet_conversations(
        self, merchant_id: MerchantId, after: LivePlace | None, until: datetime, limit: int
    ) -> tuple[Conversation, ...]:
        values: Values = {
            "merchant_id": merchant_id,
            "since": to_milliseconds(after.quiet_since) if after else 0,
            "id": after.conversation_id if after else "",
            "until": to_milliseconds(until),
            "limit": limit,
        }
        rows = [row for one in QUIET for row in entities.CONVERSATIONS.all(self._session, one, values)]
        return tuple(sorted(rows, key=lambda row: (row.updated_at, row.id))[:limit])


class SqlLiveScoreBooks(SqlLiveScoreReader):
    """Implements `conversation.live_score_books.LiveScoreBooks`."""

    def add_live_score(self, score: LiveScore) -> bool:
        return SCORES.add_once(self._session, score)

    def drop_live_score(self, merchant_id: MerchantId, conversation_id: ConversationId) -> None:
        SCORES.drop(self._session, conversation_id=conversation_id, merchant_id=merchant_id)

    def save_live_place(self, place: LivePlace) -> None:
        PLACES.save(self._session, place)
