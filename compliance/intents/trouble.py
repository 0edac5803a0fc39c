"""Is somebody in danger, or is the text a threat or abuse?"""

from compliance.intents.intent import Finding
from compliance.intents.normalise import Text
from compliance.intents.phrases import Suspects, find, part, without

_MIDDLE_FINGER = "\U0001f595"


def is_crisis(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words that tell of danger to a life."""
    rules = suspects.get("crisis")
    return find(rules, without(part("crisis", "not_crisis"), text.flat)) if rules else None


def threatens_law(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words of a legal threat, or of a complaint to an authority."""
    rules = suspects.get("hostile_legal")
    return find(rules, without(part("hostile_legal", "not_abuse"), text.flat)) if rules else None


def is_abuse(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words of abuse, or of a threat of violence."""
    if _MIDDLE_FINGER in text.plain:
        return Finding("hostile.abuse.gesture", _MIDDLE_FINGER)
    rules = (*suspects.get("hostile_violence", ()), *suspects.get("hostile_abuse", ()))
    if not rules:
        return None
    not_meant = part("hostile_abuse", "not_abuse")
    return find(rules, without(not_meant, text.flat), [without(not_meant, clause) for clause in text.clauses])
