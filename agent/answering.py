"""Answering by a person's own words: an exact answer leaves as it is, and no model is asked."""

from agent.view import Occasion, TurnView
from conversation.knowledge import VerifiedAnswer
from conversation.source import ANSWER_PLACE
from tools.answer_matching import exact_answer

WRITER = "verified answer"
"""What stands for the model's name where none wrote."""


def answer_to(view: TurnView) -> VerifiedAnswer | None:
    """Return the exact answer to all that the shopper wrote; None where they wrote anything else besides."""
    if view.occasion is not Occasion.REPLY or not view.shelf.answers or len(view.unanswered) != 1:
        return None
    asked = view.unanswered[0]
    return None if asked.photos else exact_answer(view.shelf.answers, asked.text, view.now)


def source_of(answer: VerifiedAnswer) -> str:
    """Return the answer as a source of what it says."""
    return f"{ANSWER_PLACE}{answer.id}: {answer.text}"
