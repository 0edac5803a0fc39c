"""Politeness: the strategies of Brown & Levinson 1987 by the markers of Danescu-Niculescu-Mizil et al. 2013."""

import re

from evals.tone.measure import UNVALIDATED, Measure, Reading, Worse, counting, of_texts, passages_of, phrases
from evals.transcript import MessageNote

GRATITUDE = phrases("thanks", "thank you", "thx", "appreciate(?:d)?", "grateful", "gracias")
APOLOGY = phrases("sorry", "apolog(?:y|ies|i[sz]e)", "excuse (?:me|us)", "forgive (?:me|us)", "my bad", "lo siento")
PLEASE = phrases("please", "por favor")
HEDGES = phrases(
    "i think|i believe|i guess|maybe|perhaps|possibly|seems?|might|could be|would you like|would you mind",
    "could you|would that|if you(?:'d)? (?:like|want|prefer)|happy to|glad to|feel free|no rush|take your time",
)
INDIRECT = phrases("by the way", "(?:can|could|would|may|shall|should) (?:i|we|you)")
DEFERENCE = phrases("great|good|nice|lovely|excellent|interesting|wonderful", "good (?:question|choice|eye)")
GREETING = re.compile(r"^\s*(?:hi|hey|hello|good (?:morning|afternoon|evening)|hola)\b", re.IGNORECASE)
TOGETHER = phrases("we|let's|together")

_ORDERS = r"(?:buy|order|reply|click|tap|send|tell|give|check|use|get|grab|text|go|complete|finish|act|claim)"
PLEASE_FIRST = re.compile(r"(?:^|(?<=[.!?]\s))please\b", re.IGNORECASE)
COMMANDS = re.compile(rf"(?:^|(?<=[.!?]\s)){_ORDERS}\b", re.IGNORECASE)
BLUNT_QUESTIONS = re.compile(r"(?:^|(?<=[.!?]\s))(?:why|what|who|where|when|how come)\b[^.!?]*\?", re.IGNORECASE)
YOU_FIRST = re.compile(r"(?:^|(?<=[.!?]\s))(?:you|your)\b", re.IGNORECASE)
FACTUALITY = phrases("in fact|actually|really|the point|the truth|obviously|as i (?:said|told you|mentioned)")

POLITE = (GRATITUDE, APOLOGY, PLEASE, HEDGES, INDIRECT, DEFERENCE, GREETING, TOGETHER)
IMPOLITE = (PLEASE_FIRST, COMMANDS, BLUNT_QUESTIONS, YOU_FIRST, FACTUALITY)
_MARKERS = "Danescu-Niculescu-Mizil 2013"


def _strategies(text: MessageNote) -> Reading:
    """Strategies that the text has, less those that it should not have; each counts once."""
    has = [tuple(passages_of(text, (pattern,))) for pattern in (*POLITE, *IMPOLITE)]
    polite, impolite = has[: len(POLITE)], has[len(POLITE) :]
    value = sum(map(bool, polite)) - sum(map(bool, impolite))
    return Reading(float(value), tuple(passage for found in has for passage in found))


POLITENESS = (
    Measure(
        "politeness",
        "polite strategies a text, less impolite ones",
        f"Brown & Levinson 1987; {_MARKERS}",
        UNVALIDATED,
        of_texts(_strategies),
        worse=Worse.LESS,
    ),
    Measure("gratitude", "thanks a text", _MARKERS, UNVALIDATED, counting(GRATITUDE), worse=Worse.LESS),
    Measure("apology", "apologies a text", _MARKERS, UNVALIDATED, counting(APOLOGY)),
    Measure("please", "please a text", _MARKERS, UNVALIDATED, counting(PLEASE), worse=Worse.LESS),
    Measure("hedges", "hedges a text", "Brown & Levinson 1987", UNVALIDATED, counting(HEDGES)),
    Measure("commands", "bare commands a text", _MARKERS, UNVALIDATED, counting(COMMANDS), worse=Worse.MORE),
)
