"""Closing a case: it ends with an outcome, and the conversation goes back to the AI or ends too."""

from datetime import datetime
from enum import StrEnum

from compliance.redaction import redact
from conversation import control
from conversation.case import Case, CaseOutcome
from conversation.errors import Closed, Unknown
from conversation.ids import CaseId, MerchantId
from conversation.ledger import Books
from conversation.user import User
from handoff.handback import hand_back


class AfterClosing(StrEnum):
    """Who has the conversation once its case is closed: the AI, or nobody any more."""

    HAND_BACK = "hand_back"
    END = "end"


def close_case(
    books: Books,
    merchant_id: MerchantId,
    case_id: CaseId,
    user: User,
    now: datetime,
    outcome: CaseOutcome,
    *,
    note: str = "",
    then: AfterClosing = AfterClosing.HAND_BACK,
) -> Case:
    """Close the case. Whoever settles it takes control first, so that nobody else is answering meanwhile.

    Raises NotInControl while another person has control, Closed, Unknown.
    """
    case = _found(books, merchant_id, case_id)
    if not case.is_open:
        raise Closed("the case is closed")
    row = control.take_over(books, merchant_id, case.conversation_id, user, now)
    if then is AfterClosing.END:
        why = f"case closed: {outcome.value}"
        control.close(books, merchant_id, row.id, user.id, now, why, outcome, note=redact(note).text)
    else:
        hand_back(books, merchant_id, row.id, user, now, note, outcome=outcome)
    return _found(books, merchant_id, case_id)


def _found(books: Books, merchant_id: MerchantId, case_id: CaseId) -> Case:
    case = books.case(merchant_id, case_id)
    if case is None:
        raise Unknown("case", case_id)
    return case
