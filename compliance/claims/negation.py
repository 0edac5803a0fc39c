"""Whether what is said is said not to be so, or only asked."""

import re

_NOT = re.compile(
    r"(?:\b(?:no(?!,)|not|never|cannot|without|unable|nor|neither|nunca|sin|ni|cant|wont|dont|isnt|arent)\b|n't\b)"
    r"(?! (?:only|just|solo|miss|forget|wait|worry|hesitate|sleep|let|be late|pass|doubt))[^.!?;:]{0,60}$"
)
_TURNED = re.compile(
    r"(?:\bbut\b|\bpero\b|\bonly\b|\buntil\b|\bthough\b|,\s*(?:so|and|i|we|you|it|just|how|what)\b)[^.!?;:]*$"
)
_OPEN = re.compile(r"\b(?:if|whether|si)\b[^.!?,;]{0,45}$")
_DISCLAIMED = re.compile(
    r"(?:\b(?:check(?! ?out)|checking(?! out)|ask|asking|asked|find out|confirm|wonder\w*|unsure|no idea|depends?|"
    r"let you know|not (?:sure|know|certain)|"
    r"cannot (?:see|say|tell|promise|guarantee|know)|saber|preguntar|pregunto|pregunte|no se)\b"
    r"|(?:n't|\bnot|\bno puedo) (?:\w+ )?(?:know|see|tell|say|find|promise|guarantee|confirm|sure|prometer|"
    r"garantizar|ver)\b)[^.!?,;]{0,45}$"
)
_NOT_DONE = re.compile(r"\b(?:can'?t|cannot|not able to|unable to|won't be able to|no puedo)\b[^.!?,;]{0,25}$")


def is_denied(text: str, start: int) -> bool:
    """Tell whether the clause before `start` takes back what follows: ``there is no ...``. `text` is lower-case."""
    before = text[max(0, start - 70) : start]
    found = _NOT.search(before)
    return found is not None and _TURNED.search(found.group()) is None


def is_disclaimed(text: str, start: int) -> bool:
    """Tell whether the words before `start` say that nobody knows or promises what follows."""
    return _DISCLAIMED.search(text[max(0, start - 70) : start]) is not None


def is_unsure(text: str, start: int) -> bool:
    """Tell whether the words before `start` leave open what follows: ``I will check whether ...``, ``if ...``."""
    return is_disclaimed(text, start) or _OPEN.search(text[max(0, start - 60) : start]) is not None


def is_refused(text: str, start: int) -> bool:
    """Tell whether what follows is said not to be possible: ``I can't do $120``."""
    return _NOT_DONE.search(text[max(0, start - 50) : start]) is not None
