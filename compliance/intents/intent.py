"""What a text plainly asks for: its label, what follows from it, and the rule that decided."""

from dataclasses import dataclass
from enum import StrEnum


class IntentLabel(StrEnum):
    """The labels, in order of precedence: in a mixed text the first one wins, so an opt-out always does."""

    OPT_OUT = "opt_out"
    CRISIS = "crisis"
    MINOR = "minor"
    WRONG_NUMBER = "wrong_number"
    HOSTILE = "hostile"
    HUMAN_REQUEST = "human_request"
    HELP = "help"
    OPT_IN = "opt_in"
    NONE = "none"


class IntentKind(StrEnum):
    """What sets apart texts of one label that are answered differently."""

    LEGAL_THREAT = "legal_threat"
    ABUSE = "abuse"
    IDENTITY = "identity"


SUPPRESSING = frozenset(
    {
        IntentLabel.OPT_OUT,
        IntentLabel.CRISIS,
        IntentLabel.MINOR,
        IntentLabel.WRONG_NUMBER,
        IntentLabel.HOSTILE,
    }
)
"""Labels after which no marketing text may leave. A model may add to them, never take away."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The words that decided, and the stable id of the rule that found them, such as ``opt_out.stop_object``."""

    rule: str
    matched: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What a text asks for. `suppress`: no marketing text may follow. `matched` are the words that decided, `why` how.

    `rule` is the stable id of the rule that decided. `kind` is set for hostile texts and for the help that asks who or
    what is texting. `besides` is what an opt-out tells of as well and a person must know: danger, a child, a legal
    threat.
    """

    label: IntentLabel
    suppress: bool
    rule: str
    matched: str
    why: str
    kind: IntentKind | None = None
    besides: tuple["Intent", ...] = ()

    @property
    def is_identity(self) -> bool:
        return self.kind is IntentKind.IDENTITY
