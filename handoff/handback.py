"""Handing back to the AI: a boundary and a summary, and no text of its own."""

from datetime import datetime

from compliance.redaction import redact
from conversation import control
from conversation.case import CaseOutcome
from conversation.conversation import Conversation
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Books
from conversation.user import User
from handoff.brief import brief_of, summary_of


def hand_back(
    books: Books,
    merchant_id: MerchantId,
    conversation_id: ConversationId,
    user: User,
    now: datetime,
    note: str = "",
    outcome: CaseOutcome = CaseOutcome.HANDED_BACK,
) -> Conversation:
    """Give control back with a summary that the AI's next prompt shows instead of stale instructions.

    Raises NotInControl unless `user` holds the conversation.
    """
    summary = summary_of(brief_of(books, merchant_id, conversation_id, now), now)
    return control.hand_back(
        books, merchant_id, conversation_id, user, now, note=redact(note).text, summary=summary, outcome=outcome
    )
