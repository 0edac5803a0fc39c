"""Answering by a person's own words: an exact answer leaves as it is, and no model is asked."""

from agent.view import Occasion, TurnView
from conversation.knowledge import VerifiedAnswer
from conversation.source import ANSWER_PLACE
from tools.answer_matching import exact_answer

WRITER = "verified answer"
"""What stands for the model's name where none wrote."""


def answer_to(view: TurnView) -> VerifiedAnswer | None:
    """Return the exact answer to all that the shopper wrote; None where they wrote anything else besides."""
    if view.occasion is not Occasion.REPLY or not view.shelf.answers:
        return None
    if any(text.photos for text in view.unanswered):
        return None
    found = [exact_answer(view.shelf.answers, text.text, view.now) for text in view.unanswered]
    return found[0] if found and all(one == found[0] for one in found) else None


def source_of(answer: VerifiedAnswer) -> str:
    """Return the answer as a source of what it says."""
    return f"{ANSWER_PLACE}{answer.id}: {answer.text}"
