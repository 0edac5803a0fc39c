"""The queue, in memory."""

from datetime import datetime

from conversation.agent_seat import AgentProfile, Presence
from conversation.case import Case, CaseState
from conversation.errors import Conflict
from conversation.ids import CaseId, ConversationId, MerchantId, UserId
from conversation.store_memory.keys import all_owned, in_order, own, owned, talk
from conversation.store_memory.table import Journal, Table


class MemoryQueueReader:
    """Implements `conversation.queue_books.QueueReader`."""

    def __init__(self, journal: Journal) -> None:
        self._cases = Table[Case](journal, own, talk=talk, claimant=lambda row: row.claimed_by)
        self._profiles = Table[AgentProfile](journal, lambda row: row.user_id)
        self._presences = Table[Presence](journal, lambda row: row.user_id)

    def case(self, merchant_id: MerchantId, case_id: CaseId) -> Case | None:
        return owned(self._cases.get(case_id), merchant_id)

    def merchant_of_case(self, case_id: CaseId) -> MerchantId | None:
        row = self._cases.get(case_id)
        return row.merchant_id if row else None

    def open_case(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Case | None:
        rows = all_owned(self._cases.of(talk=conversation_id), merchant_id)
        return next((row for row in rows if row.is_open), None)

    def cases(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        states: tuple[CaseState, ...],
        claimed_by: UserId | None = None,
        limit: int = 200,
    ) -> tuple[Case, ...]:
        rows = self._cases.all() if claimed_by is None else self._cases.of(claimant=claimed_by)
        found = (row for row in rows if row.merchant_id in merchants and row.state in states)
        return in_order(found, lambda row: (row.opened_at, row.id))[:limit]

    def claims(self, user_id: UserId) -> tuple[int, datetime | None]:
        rows = self._cases.of(claimant=user_id)
        given = [row.claimed_at for row in rows if row.claimed_at is not None]
        return sum(row.is_open for row in rows), max(given, default=None)

    def agent_profile(self, user_id: UserId) -> AgentProfile | None:
        return self._profiles.get(user_id)

    def presence(self, user_id: UserId) -> Presence | None:
        return self._presences.get(user_id)


class MemoryQueueBooks(MemoryQueueReader):
    """Implements `conversation.queue_books.QueueBooks`."""

    touched: set[ConversationId]

    def save_case(self, case: Case) -> None:
        rival = self.open_case(case.merchant_id, case.conversation_id)
        if case.is_open and rival is not None and rival.id != case.id:
            raise Conflict(f"conversation {case.conversation_id} has an open case already")
        self._cases.put(case)
        self.touched.add(case.conversation_id)

    def save_agent_profile(self, profile: AgentProfile) -> None:
        self._profiles.put(profile)

    def save_presence(self, presence: Presence) -> None:
        self._presences.put(presence)
