"""The queue, in SQL."""

from datetime import datetime

from conversation.agent_seat import AgentProfile, Presence
from conversation.case import Case, CaseState
from conversation.clock import from_milliseconds
from conversation.ids import CaseId, ConversationId, MerchantId, UserId
from conversation.store_sql import entities, finding
from conversation.store_sql.codec import Cell
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Values


class SqlQueueReader:
    """Implements `conversation.queue_books.QueueReader`."""

    _session: Session

    def case(self, merchant_id: MerchantId, case_id: CaseId) -> Case | None:
        return entities.CASES.one(self._session, id=case_id, merchant_id=merchant_id)

    def merchant_of_case(self, case_id: CaseId) -> MerchantId | None:
        row = entities.CASES.one(self._session, id=case_id)
        return row.merchant_id if row else None

    def open_case(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Case | None:
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id}
        return entities.CASES.first(self._session, finding.OPEN_CASE, values)

    def cases(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        states: tuple[CaseState, ...],
        claimed_by: UserId | None = None,
        limit: int = 200,
    ) -> tuple[Case, ...]:
        if not merchants or not states:
            return ()
        values: dict[str, Cell] = {f"merchant_{at}": merchant for at, merchant in enumerate(merchants)}
        values["limit"] = limit
        if claimed_by is not None:
            values["claimed_by"] = claimed_by
        wanted = tuple(state.value for state in states)
        statement = finding.cases(len(merchants), wanted, by_claimant=claimed_by is not None)
        return entities.CASES.all(self._session, statement, values)

    def claims(self, user_id: UserId) -> tuple[int, datetime | None]:
        row = self._session.first(finding.CLAIMS, {"user_id": user_id})
        count, newest = row if row is not None else (0, None)
        return count, None if newest is None else from_milliseconds(newest)

    def agent_profile(self, user_id: UserId) -> AgentProfile | None:
        return entities.PROFILES.one(self._session, user_id=user_id)

    def presence(self, user_id: UserId) -> Presence | None:
        return entities.PRESENCES.one(self._session, user_id=user_id)


class SqlQueueBooks(SqlQueueReader):
    """Implements `conversation.queue_books.QueueBooks`."""

    touched: set[ConversationId]

    def save_case(self, case: Case) -> None:
        entities.CASES.save(self._session, case)
        self.touched.add(case.conversation_id)

    def save_agent_profile(self, profile: AgentProfile) -> None:
        entities.PROFILES.save(self._session, profile)

    def save_presence(self, presence: Presence) -> None:
        entities.PRESENCES.save(self._session, presence)
