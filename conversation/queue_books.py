"""The part of the ledger's port that holds the queue: cases, and the people who work on them."""

from datetime import datetime
from typing import Protocol

from conversation.agent_seat import AgentProfile, Presence
from conversation.case import Case, CaseState
from conversation.ids import CaseId, ConversationId, MerchantId, UserId


class QueueReader(Protocol):
    """Looks rows up."""

    def case(self, merchant_id: MerchantId, case_id: CaseId) -> Case | None: ...

    def merchant_of_case(self, case_id: CaseId) -> MerchantId | None:
        """Whose case it is: for the edge, which knows only the id and must check who may see it."""
        ...

    def open_case(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Case | None:
        """The conversation's one case that is not closed."""
        ...

    def cases(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        states: tuple[CaseState, ...],
        claimed_by: UserId | None = None,
        limit: int = 200,
    ) -> tuple[Case, ...]:
        """Those in one of `states`, the one opened first first."""
        ...

    def claims(self, user_id: UserId) -> tuple[int, datetime | None]:
        """How many open cases of all merchants the person has claimed, and when they were last given any."""
        ...

    def agent_profile(self, user_id: UserId) -> AgentProfile | None: ...

    def presence(self, user_id: UserId) -> Presence | None: ...


class QueueBooks(QueueReader, Protocol):
    """The rows inside one transaction."""

    def save_case(self, case: Case) -> None:
        """Raises Conflict when the conversation has another open case."""
        ...

    def save_agent_profile(self, profile: AgentProfile) -> None: ...

    def save_presence(self, presence: Presence) -> None: ...
