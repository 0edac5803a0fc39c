"""The part of a store file that says when people answer, how soon, and what the AI may do meanwhile."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator

from compliance.intents import IntentLabel, read_intent
from conversation.autonomy import EVERY_DAY, Autonomy, AutonomyPolicy, AutonomyWindow, Flow
from conversation.escalation import EscalationTrigger, Priority
from conversation.merchant import ServiceTarget, ServiceTargets

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[int, Field(ge=0, le=6)]


class Strict(BaseModel):
    """A misspelt key is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid")


class TargetIn(Strict):
    """Within how many minutes a waiting shopper is answered, and their case settled."""

    first_reply_minutes: int = Field(ge=1, le=10_080)
    resolution_minutes: int = Field(ge=1, le=43_200)


class ServiceIn(Strict):
    """The targets of each priority; what is not named keeps its default."""

    urgent: TargetIn | None = None
    high: TargetIn | None = None
    normal: TargetIn | None = None
    low: TargetIn | None = None

    def targets(self) -> ServiceTargets:
        """Return the targets as the ledger keeps them."""
        named = {name: target for name, target in self if target is not None}
        return ServiceTargets(
            **{name: ServiceTarget(one.first_reply_minutes, one.resolution_minutes) for name, one in named.items()}
        )


class TriggerIn(Strict):
    """Words or phrases at which a person is to answer."""

    name: str = Field(min_length=1, max_length=40)
    phrases: list[Phrase] = Field(min_length=1, max_length=50)
    priority: Priority = Priority.NORMAL

    @field_validator("phrases")
    @classmethod
    def _reach_the_seat(cls, phrases: list[str]) -> list[str]:
        """A text that code answers before the seat is asked would never fire a trigger."""
        for phrase in phrases:
            if not any(character.isalnum() for character in phrase):
                raise ValueError(f"{phrase!r} has neither a letter nor a digit; name a word")
            intent = read_intent(phrase, pending_opt_in=False)
            if intent.label is not IntentLabel.NONE:
                raise ValueError(f"{phrase!r} is read as {intent.label.value} before any trigger; leave it out")
        return phrases

    def trigger(self) -> EscalationTrigger:
        """Return the trigger as the ledger keeps it."""
        return EscalationTrigger(self.name, tuple(self.phrases), self.priority)


def _off(value: object) -> object:
    """YAML 1.1 reads a bare ``off`` as false."""
    return Autonomy.OFF.value if value is False else value


Mode = Annotated[Autonomy, BeforeValidator(_off)]


class WindowIn(Strict):
    """Hours with a mode of their own. Where `ends` is not later than `begins` they reach into the next day."""

    mode: Mode
    begins: TimeOfDay
    ends: TimeOfDay
    days: list[Day] = Field(default_factory=lambda: list(EVERY_DAY), min_length=1)
    flows: list[Flow] = Field(default_factory=list)


class AutonomyIn(Strict):
    """What the AI may do; the first window that covers a moment decides, else `default`."""

    default: Mode
    windows: list[WindowIn] = Field(default_factory=list, max_length=20)
    suggestion_hours: int = Field(default=4, ge=1, le=72)

    def policy(self, ceiling: Autonomy) -> AutonomyPolicy:
        """Return the policy as the ledger keeps it, below the operator's `ceiling`."""
        windows = (
            AutonomyWindow(one.mode, one.begins, one.ends, tuple(one.days), tuple(one.flows)) for one in self.windows
        )
        return AutonomyPolicy(self.default, tuple(windows), ceiling, self.suggestion_hours)
