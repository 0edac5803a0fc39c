"""Claims to be a person, and lives that only a person has lived. For texts that no person wrote."""

import re
from collections.abc import Iterator
from functools import lru_cache

from compliance.claims.negation import is_denied
from compliance.claims.phrases import Found, Topic, compiled, words_of
from compliance.claims.read_text import ReadText, sentence_around
from compliance.plain_text import MOST_TEXTS, plain

_NAMED = (
    r"\b[Mm]y name(?:'s| is)\s+[A-Za-z]+|\b(?:[Tt]his is|[Ii]t(?:'s| is)|[Ii](?:'m|"
    r" am))\s+(?P<name>[A-Z][a-z]+)(?=\s+(?:from|with|at|over at|here|in|again|and)\b|[,.!]|$)"
    r"|(?:^|[.!?]\s+|[Hh](?:i|ey|ello),?\s+|\bjust (?:me,? )?)(?P<name2>[A-Z][a-z]+)\s+(?:here|speaking|from|"
    r"again)\b(?=[^a-z]*(?:at|from|with|in|the|our|Tidewater|[.!,:]|$))"
    r"|\b[Ss]oy\s+(?P<name6>[A-Z][a-z]+)\b"
    r"|\bjust me,?\s+(?P<name3>[A-Z][a-z]+)\b"
    r"|(?:^|\s)[-~]\s?(?P<name4>[A-Z][a-z]*\d?[a-z]+)(?:,\s*[\w ]{3,30}?)?\s*[.!]?\s*"
    r"(?:(?:[Rr]eply|[Tt]ext) STOP\b.*)?$|"
    r"(?:^|\s)[-~]\s?(?P<name7>[a-z]+),\s*(?:customer|client|(?:our |the )?\w+ team)\b|"
    r"\b[Ss]igned,? [A-Z][a-z]+|\bcall me [A-Z][a-z]+|\b(?:[Yy]ours|[Bb]est|[Cc]heers|[Tt]hanks|"
    r"[Xx]o+),\s+(?P<name5>[A-Z][a-z]+)\s*[.!]?\s*$"
)
_OPENLY = (
    r"\b(?:automated|automatic|virtual|ai|bot|chatbot|digital assistant|not a (?:real )?(?:person|human)|"
    r"automatizad[oa]|asistente virtual)\b"
)


@lru_cache(maxsize=MOST_TEXTS)
def claims_to_be_person(read: ReadText, brand: str) -> str | None:
    """Return the words by which a text claims or suggests that a person wrote it; None where it does not.

    To give a name is to claim one, unless the same sentence says that it is an automated assistant's.
    """
    for found in read.search(Topic.PERSONS):
        if not is_denied(read.low, found.start()) and not _is_open_or_offered(read.low, found):
            return found.group().strip()
    return next(_names(read, brand), None)


def _names(read: ReadText, brand: str) -> Iterator[str]:
    ours = words_of("no_names") | set(plain(brand).split())
    bare = read.bare.title() if read.bare.isupper() else read.bare
    for found in compiled(_NAMED).finditer(bare):
        name = next((word for word in found.groups() if word), None)
        sentence = sentence_around(bare, found).lower()
        if name not in ours and re.search(_OPENLY, sentence) is None:
            yield found.group().strip()


def _is_open_or_offered(low: str, found: Found) -> bool:
    """``I can get a real person`` offers one; ``I'm not a person, so I have not worn it myself`` says what it is."""
    sentence = sentence_around(low, found)
    return compiled(_OFFERED).search(sentence) is not None or compiled(_ADMITS).search(sentence) is not None


_OFFERED = (
    r"\b(?:want|like|prefer|rather|get|getting|ask|asked|pass|passed|passing|connect|reach|bring|transfer|hand|"
    r"switch|can|will|may|could|would|'ll|if|whether|need|"
    r"instead|step|steps|quieres|prefieres|puede)\b[^.!?]{0,40}\b(?:person|human|people|persona|human[oa]|agent|"
    r"rep|representative|team member|specialist|someone)\b"
    r"|\b(?:person|human|people|persona|agent|rep|representative|team member|specialist)\b[^.!?]{0,30}\b(?:can|"
    r"will|may|could|would|instead|answers?|'ll|replies|takes? over|steps? in|puede|contestara)\b"
)
_ADMITS = (
    r"\b(?:not|n't|never been) (?:an? |a real |actually )*(?:person|human|persona)\b|\bno soy (?:una )?(?:persona|"
    r"human[oa])\b"
    r"|(?<!think )(?<!say )(?<!sure )\b(?:i'?m|i am|as|this is|(?<!no )soy|with|by) "
    r"(?:an? |just |only |un |una |\w+'?s )*(?:ai|automated|virtual|bot|"
    r"chatbot|asistente|digital)\b"
)
