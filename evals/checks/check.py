"""A check: looks at a transcript and says, item by item, what was fine and what was not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from evals.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check looked at: the message `seq`, where it is one. `wrong` says what is wrong with it."""

    seq: int | None
    wrong: str | None = None


class State(StrEnum):
    """How a check ended. `idle`: the transcript has nothing that it looks at. A crash is never a pass."""

    PASSED = "passed"
    VIOLATED = "violated"
    IDLE = "idle"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Check:
    """Zero tolerance. `version` grows when what it finds may change; `reason` says where the rule comes from."""

    id: str
    version: int
    reason: str
    look: Callable[[Transcript], Iterator[Finding]]

    @property
    def name(self) -> str:
        return f"{self.id} v{self.version}"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found in one transcript."""

    check: str
    version: int
    state: State
    looked_at: int
    violations: tuple[Finding, ...] = ()
    crash: str | None = None


def run_check(check: Check, transcript: Transcript) -> CheckResult:
    """Run the check to its end. What it raises becomes its result."""
    try:
        findings = tuple(check.look(transcript))
    except (Exception, SystemExit) as error:  # noqa: BLE001  the check's boundary: a broken check must neither pass nor hide the others
        return CheckResult(check.id, check.version, State.CRASHED, 0, crash=f"{type(error).__name__}: {error}")
    wrong = tuple([finding for finding in findings if finding.wrong is not None])
    state = State.VIOLATED if wrong else State.PASSED if findings else State.IDLE
    return CheckResult(check.id, check.version, state, len(findings), wrong)
