"""Scorers of others: a function from a conversation to a score, found by entry point or in a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TypeAlias

from conversation.errors import Misconfigured
from conversation.plugging import load, plugged
from evals.tone.measure import Passage
from evals.transcript import Transcript

GROUP = "twolane.scorers"
IN_A_FILE = "SCORERS"
MOST = 1e15
"""Values beyond it, and those that are no number, would make a mean of nothing."""


class ScoreState(StrEnum):
    """How scoring ended. `unscored`: the conversation has nothing of the kind. Neither that nor an error is a zero."""

    SCORED = "scored"
    UNSCORED = "unscored"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Score:
    """What a scorer says of one conversation.

    `passed` is None where it only measures. `reason` says why, `spans` show where; `version` grows when the same
    conversation may score otherwise.
    """

    value: float | None
    passed: bool | None = None
    spans: tuple[Passage, ...] = ()
    reason: str = ""
    version: int = 1
    state: ScoreState = ScoreState.SCORED

    @property
    def outcome(self) -> "Outcome":
        if self.state is not ScoreState.SCORED:
            return Outcome(self.state)
        return Outcome.MEASURED if self.passed is None else Outcome.PASSED if self.passed else Outcome.FAILED


class Outcome(StrEnum):
    """What a score comes to. `measured`: it has a value, and nobody says whether it is good."""

    PASSED = "passed"
    FAILED = "failed"
    MEASURED = "measured"
    UNSCORED = "unscored"
    ERROR = "error"


Scorer: TypeAlias = Callable[[Transcript], Score]


@dataclass(frozen=True, slots=True)
class NamedScorer:
    """A scorer by the name under which its scores are told."""

    name: str
    score: Scorer


def run_scorer(scorer: NamedScorer, transcript: Transcript) -> Score:
    """Run it to its end: what it raises, and what is no score, is an error and never a value."""
    try:
        found = scorer.score(transcript)
    except (Exception, SystemExit) as error:  # noqa: BLE001  the scorer's boundary: a broken one must neither pass nor hide the others
        return _failed(f"{type(error).__name__}: {error}")
    if not isinstance(found, Score):
        return _failed(f"it returned {type(found).__name__}, not a Score")
    if (wrong := _wrong_with(found)) is not None:
        return _failed(wrong)
    return found if found.state is ScoreState.SCORED else replace(found, value=None, passed=None)


def _wrong_with(found: Score) -> str | None:
    if not isinstance(found.value, int | float | None):
        return f"its value is {type(found.value).__name__}, not a number"
    if found.value is not None and not abs(found.value) <= MOST:
        return f"its value is {found.value}, which has no mean; leave it out with ScoreState.UNSCORED"
    if not isinstance(found.passed, bool | None):
        return f"its passed is {type(found.passed).__name__}; give True, False or None"
    if not isinstance(found.state, ScoreState):
        return f"its state is {found.state!r}; give one of ScoreState"
    if not all(isinstance(span, Passage) for span in found.spans):
        return "its spans are no Passage"
    if found.state is ScoreState.SCORED and found.value is None and found.passed is None:
        return "it is scored, but has neither a value nor a pass"
    return None


def plugged_scorers() -> tuple[NamedScorer, ...]:
    """Return the installed packages' scorers, by name. Raises Misconfigured for an entry point that is no function."""
    return tuple(NamedScorer(entry.name, _function(entry.name, load(entry))) for entry in plugged(GROUP))


def scorers_in(file: Path) -> tuple[NamedScorer, ...]:
    """Return the scorers that `file` lists in its ``SCORERS``, named by their functions. The file is run.

    Raises Misconfigured where there is no such file or list, or the file cannot be run.
    """
    spec = spec_from_file_location(f"scorers_{file.stem}", file) if file.is_file() else None
    if spec is None or spec.loader is None:
        raise Misconfigured("scorers", f"{file} is no Python file; give the path of one")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise Misconfigured("scorers", f"{file} cannot be run: {type(error).__name__}: {error}") from error
    return tuple(_listed(file, getattr(module, IN_A_FILE, None)))


def _listed(file: Path, functions: object) -> Iterator[NamedScorer]:
    if not isinstance(functions, list | tuple) or not functions:
        raise Misconfigured("scorers", f"{file} lists no functions in {IN_A_FILE}; write {IN_A_FILE} = [my_function]")
    for function in functions:
        name = getattr(function, "__name__", repr(function))
        yield NamedScorer(name, _function(f"{file.name} {name}", function))


def _function(where: str, found: object) -> Scorer:
    if not callable(found):
        raise Misconfigured("scorers", f"{where} is no function; give one from a Transcript to a Score")
    return found


def _failed(why: str) -> Score:
    return Score(None, reason=why, state=ScoreState.ERROR)
