"""Unhappiness: whether a shopper is still unhappy after an answer. Once is for the AI to mend, twice for a person."""

import re

from agent.triggers import normal
from agent.view import TurnView
from conversation.message import Direction, Message

_UNHAPPY = re.compile(
    r"\b(ridiculous|unacceptable|useless|pathetic|terrible|awful|horrible|the worst|fed up|frustrat(ed|ing)"
    r"|annoy(ed|ing)|angry|furious|upset|disappointed|disgusted|a joke|wtf|seriously\?|unbelievable)\b"
    r"|\b(not happy|unhappy|sick of)\b"
    r"|\b(not|isn'?t|wasn'?t|never|no) (very |really |at all )?(help(ful|ing)?|what i (asked|said|meant))\b"
    r"|\b(did ?n'?t|does ?n'?t|do ?n'?t|not) (even )?(answer|understand|listen|read)\b"
    r"|\b(already|just) (told|asked|said|wrote)\b|\bwast(e|ing) (of )?(my )?time\b|\byou'?re not listening\b"
    r"|\bdoes ?n'?t help\b|\bthat'?s (wrong|not right|not true)\b|\bwrong again\b"
)
_CONTENT = re.compile(
    r"\b(not|isn'?t|wasn'?t|no longer) (angry|upset|annoyed|disappointed|frustrated)\b|\bno worries\b"
)


def is_unhappy(text: str) -> bool:
    """Tell whether the text plainly says that its writer is unhappy with us."""
    words = normal(text)
    return _UNHAPPY.search(words) is not None and _CONTENT.search(words) is None


def unhappy_twice(view: TurnView) -> bool:
    """Tell whether the unanswered texts and the ones that we answered just before them are both unhappy.

    What was said before the newest hand back does not count.
    """
    if not any(is_unhappy(text.text) for text in view.unanswered):
        return False
    return any(is_unhappy(text.text) for text in _answered_just_before(view))


def _answered_just_before(view: TurnView) -> list[Message]:
    """Return the shopper's run of texts before our latest answer."""
    first = view.unanswered[0].seq
    earlier = [text for text in view.messages if view.boundary < text.seq < first]
    while earlier and earlier[-1].direction is Direction.IN:
        earlier.pop()
    while earlier and earlier[-1].direction is Direction.OUT:
        earlier.pop()
    run: list[Message] = []
    while earlier and earlier[-1].direction is Direction.IN:
        run.append(earlier.pop())
    return run
