"""Keeping verified answers and guidelines: what a person stands by, and how the AI is to behave."""

from dataclasses import dataclass, replace
from datetime import datetime

from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId, UserId, new_id
from conversation.knowledge import Guideline, GuidelineScope, VerifiedAnswer
from conversation.ledger import Books

LONGEST_ANSWER = 480
"""Characters: what three segments hold, as every text of the AI's does."""
LONGEST_QUESTION = 200
MOST_QUESTIONS = 20
MOST_ANSWERS = 500
LONGEST_GUIDELINE = 500
MOST_GUIDELINES = 50
PRIORITIES = range(1, 10)
"""House figures: every guideline is part of every prompt, and every answer is looked at in every turn."""


@dataclass(frozen=True, slots=True)
class AnswerOrder:
    """What a person wants answered, and how. Without `expires_at` it holds until it is removed."""

    questions: tuple[str, ...]
    text: str
    is_exact: bool = False
    expires_at: datetime | None = None


def save_answer(
    books: Books, merchant_id: MerchantId, order: AnswerOrder, by: UserId, now: datetime, answer_id: str = ""
) -> VerifiedAnswer:
    """Keep a new answer, or change the one with this id. Raises Invalid, Unknown."""
    questions = tuple(dict.fromkeys(" ".join(one.split()) for one in order.questions if one.strip()))
    text = " ".join(order.text.split())
    if not 1 <= len(questions) <= MOST_QUESTIONS or max(map(len, questions)) > LONGEST_QUESTION:
        raise Invalid("questions", "there are none, too many or too long ones", f"write 1 to {MOST_QUESTIONS}, briefly")
    if not 1 <= len(text) <= LONGEST_ANSWER:
        raise Invalid("text", f"it has {len(text)} characters", f"write 1 to {LONGEST_ANSWER}")
    if order.expires_at is not None and order.expires_at <= now:
        raise Invalid("until", f"{order.expires_at:%Y-%m-%d} is past", "name a later day, or none")
    others = [one for one in books.verified_answers(merchant_id) if one.removed_at is None and one.id != answer_id]
    if len(others) >= MOST_ANSWERS:
        raise Invalid("answers", f"there are {MOST_ANSWERS}", "remove one first")
    kept = find_answer(books, merchant_id, answer_id).id if answer_id else new_id("ans", now)
    answer = VerifiedAnswer(kept, merchant_id, questions, text, order.is_exact, by, now, order.expires_at)
    books.save_verified_answer(answer)
    return answer


def remove_answer(books: Books, merchant_id: MerchantId, answer_id: str, now: datetime) -> VerifiedAnswer:
    """Answer with it no longer. Raises Unknown."""
    removed = replace(find_answer(books, merchant_id, answer_id), removed_at=now)
    books.save_verified_answer(removed)
    return removed


def find_answer(books: Books, merchant_id: MerchantId, answer_id: str) -> VerifiedAnswer:
    """Raises Unknown."""
    found = books.verified_answer(merchant_id, answer_id)
    if found is None or found.removed_at is not None:
        raise Unknown("verified answer", answer_id)
    return found


@dataclass(frozen=True, slots=True)
class GuidelineOrder:
    """How the AI is to behave, in which texts, and how much it matters."""

    text: str
    scope: GuidelineScope = GuidelineScope.EVERY_TEXT
    priority: int = 5


def save_guideline(
    books: Books, merchant_id: MerchantId, order: GuidelineOrder, by: UserId, now: datetime, guideline_id: str = ""
) -> Guideline:
    """Keep a new guideline, or change the one with this id. Raises Invalid, Unknown."""
    text = " ".join(order.text.split())
    if not 1 <= len(text) <= LONGEST_GUIDELINE:
        raise Invalid("text", f"it has {len(text)} characters", f"write 1 to {LONGEST_GUIDELINE}")
    if order.priority not in PRIORITIES:
        raise Invalid("priority", f"{order.priority} is none", f"choose {PRIORITIES[0]} to {PRIORITIES[-1]}")
    others = [one for one in books.guidelines(merchant_id) if one.removed_at is None and one.id != guideline_id]
    if len(others) >= MOST_GUIDELINES:
        raise Invalid("guidelines", f"there are {MOST_GUIDELINES}", "remove one first")
    kept = find_guideline(books, merchant_id, guideline_id).id if guideline_id else new_id("gui", now)
    guideline = Guideline(kept, merchant_id, text, order.scope, order.priority, by, now)
    books.save_guideline(guideline)
    return guideline


def remove_guideline(books: Books, merchant_id: MerchantId, guideline_id: str, now: datetime) -> Guideline:
    """Follow it no longer. Raises Unknown."""
    removed = replace(find_guideline(books, merchant_id, guideline_id), removed_at=now)
    books.save_guideline(removed)
    return removed


def find_guideline(books: Books, merchant_id: MerchantId, guideline_id: str) -> Guideline:
    """Raises Unknown."""
    found = books.guideline(merchant_id, guideline_id)
    if found is None or found.removed_at is not None:
        raise Unknown("guideline", guideline_id)
    return found
