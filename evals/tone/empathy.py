"""Empathy: does a text show that it felt, understood and asked? And is a shopper who is upset heard at all?"""

import re
from collections.abc import Iterator

from conversation.message import Direction
from evals.tone.measure import UNVALIDATED, Level, Measure, Reading, Worse, counting, passages_of, phrases
from evals.transcript import Transcript

REACTIONS = phrases(
    r"(?:so |really |very )?sorry (?:to hear|about|for|that)|that(?:'s| is| must be| sounds) (?:so |really |very )?"
    r"(?:frustrating|annoying|hard|tough|disappointing|a pity|a shame|great to hear|wonderful)",
    r"glad (?:you|to hear|it)|happy for you|i hear you|no worries|i feel you",
)
INTERPRETATIONS = phrases(
    r"i (?:can )?(?:understand|see why|get (?:it|that|why))|(?:that )?makes (?:total |complete |perfect )?sense",
    r"(?:totally|completely|perfectly) (?:fair|understandable)|fair (?:point|enough)",
    r"it sounds like|you (?:must|may) (?:be|feel)",
    r"of course|no problem",
)
EXPLORATIONS = phrases(
    r"what (?:happened|held you|went wrong|matters|would help|are you looking for)|did something hold you up",
    r"(?:could|can|would) you tell me|tell me more|how (?:can|could|may) i help|which would help",
    r"what would (?:help|you like to know)|(?:anything|something) else (?:that )?i can",
)
CUES = (REACTIONS, INTERPRETATIONS, EXPLORATIONS)
_UPSET = phrases(
    r"angry|annoy(?:ed|ing)|awful|terrible|horrible|ridiculous|unacceptable|upset|disappoint(?:ed|ing)|frustrat(?:ed|ing)",
    r"fed up|worst|broken|damaged|late again|waste of|scam|hate|never (?:came|arrived)|so (?:mad|sad|stressed)",
)


def _upset_heard(transcript: Transcript) -> Iterator[Reading]:
    """Yield the share of upset texts whose next text of ours, if it is the AI's, reacts or shows that it understood."""
    heard: list[bool] = []
    cues = []
    ours = {text.id for text in transcript.by_ai}
    for at, message in enumerate(transcript.messages):
        if message.direction is not Direction.IN or not _UPSET.search(message.composed):
            continue
        answer = next((later for later in transcript.messages[at + 1 :] if later.direction is Direction.OUT), None)
        if answer is None or answer.id not in ours:
            continue
        found = list(passages_of(answer, (REACTIONS, INTERPRETATIONS, re.compile(r"\bsorry\b", re.IGNORECASE))))
        heard.append(bool(found))
        cues += found
    if heard:
        yield Reading(sum(heard) / len(heard), tuple(cues))


def _cue(name: str, what: str, cues: re.Pattern[str]) -> Measure:
    return Measure(name, what, "Sharma 2020 (EPITOME)", UNVALIDATED, counting(cues), worse=Worse.LESS)


EMPATHY = (
    _cue("reactions", "words that react to feelings a text", REACTIONS),
    _cue("understanding", "words that show understanding a text", INTERPRETATIONS),
    _cue("exploring", "words that ask what is behind it a text", EXPLORATIONS),
    Measure(
        "upset_heard",
        "share of upset texts that are answered with feeling",
        "Rashkin 2019; Sharma 2020",
        UNVALIDATED,
        _upset_heard,
        Level.CONVERSATION,
        worse=Worse.LESS,
    ),
)
