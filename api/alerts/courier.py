"""The port of alerts: one courier for each way."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeAlias

from api.alerts.words import AlertWords
from conversation.alert import Alert
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import PushDevice


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a person reads e-mail."""

    address: str
    name: str


Target: TypeAlias = PushDevice | Mailbox | AlertHook


@dataclass(frozen=True, slots=True)
class Errand:
    """An alert, what it says, and where it goes."""

    alert: Alert
    words: AlertWords
    target: Target


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other side has it."""

    answer: str = "accepted"


@dataclass(frozen=True, slots=True)
class Later:
    """It may work another time; `after` is what the other side asked for."""

    why: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It will not work as it is. `is_gone` says that the target does not exist any more."""

    why: str
    is_gone: bool = False


Outcome: TypeAlias = Delivered | Later | Refused


class AlertCourier(Protocol):
    """Takes alerts one way. It never raises for what the other side does, and never says a secret in a reason."""

    async def deliver(self, errand: Errand) -> Outcome: ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
