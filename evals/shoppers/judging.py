"""Judging simulated shoppers: what makes a conversation with one worthless, whatever the AI did in it."""

import re
from collections.abc import Iterator

from conversation.message import Author
from evals.shoppers.meeting import answers_in, is_met
from evals.shoppers.role import Goal, Role
from evals.shoppers.shopper import Ending, Line

MOST_AFTER = 2
"""So many texts may come after the goal was met: thanks, and a goodbye."""

_GOODBYE = re.compile(
    r"\b(?:good ?bye|bye|see (?:you|ya)|have a (?:good|great|nice|lovely) (?:day|one|evening|night|weekend)|take care|"
    r"that'?s all|talk (?:soon|later)|all set)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(r"^\W*(?:hi|hey|hello|good (?:morning|afternoon|evening)|dear)\b", re.IGNORECASE)


def faults_of(role: Role, lines: tuple[Line, ...], ending: Ending, texts: int) -> tuple[str, ...]:
    """Return what the simulator did wrong: a conversation with any fault is set aside, neither passed nor failed."""
    own = [line.words for line in lines if line.by is Author.CONTACT]
    found = (*_about_ending(role, lines, ending, texts), *_about_words(role, lines), *_about_manners(own))
    return tuple(dict.fromkeys(found))


def _about_ending(role: Role, lines: tuple[Line, ...], ending: Ending, texts: int) -> Iterator[str]:
    met = is_met(role, lines)
    if texts == 0:
        yield "it said nothing"
    elif ending is Ending.SATISFIED and not met:
        yield "it stopped early: it called itself satisfied and the goal was not met"
    elif ending is Ending.GAVE_UP and role.goal is not Goal.NOTHING and not met and texts < 2 and not answers_in(lines):
        yield "it stopped early: it gave up before it had an answer"
    if met and role.goal is not Goal.NOTHING and texts_after_meeting(role, lines) > MOST_AFTER:
        yield "it ran on after its goal was met"


def texts_after_meeting(role: Role, lines: tuple[Line, ...]) -> int:
    """Return how many texts the shopper sent after one of ours gave them what they want."""
    places = [place for place in range(len(lines)) if is_met(role, lines[: place + 1])]
    return sum(line.by is Author.CONTACT for line in lines[places[0] :]) if places else 0


def _about_words(role: Role, lines: tuple[Line, ...]) -> Iterator[str]:
    told = ""
    for line in lines:
        if line.by is not Author.CONTACT:
            told += f" {line.words.casefold()}"
            continue
        for name, value in role.unknown.items():
            if value.casefold() in line.words.casefold() and value.casefold() not in told:
                yield f"it leaked what it cannot know: {name}"


def _about_manners(own: list[str]) -> Iterator[str]:
    if sum(_GOODBYE.search(words) is not None for words in own) > 1:
        yield "it said goodbye again and again"
    if len(own) > 1 and (_same(own[0], own[1]) or all(_GREETING.match(words) for words in own[:2])):
        yield "it opened twice"


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", " ", one).strip().casefold() == re.sub(r"\W+", " ", other).strip().casefold()
