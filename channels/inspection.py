"""Looking a number up at its carrier: whether it is ours there, registered, and calls us when a text comes in."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from conversation.sender import SenderKind


class Shortfall(StrEnum):
    """What is missing at the carrier."""

    CREDENTIALS = "credentials"
    NUMBER = "number"
    SERVICE = "service"
    POOL = "pool"
    WEBHOOK = "webhook"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Inspected:
    """The number to look up. `webhook` is the address that the carrier is to call for texts that come in."""

    phone: str
    kind: SenderKind
    webhook: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing, and the one thing that puts it right."""

    what: Shortfall
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.problem}: {self.remedy}"


@runtime_checkable
class Inspects(Protocol):
    """A carrier at which a number can be looked up. Nothing is sent, and nothing changed."""

    async def inspect(self, number: Inspected) -> tuple[Finding, ...]:
        """Return what is missing, the gravest first; nothing where all is as it must be.

        Raises:
            Unreachable: the carrier could not be asked, so nothing was learnt.
        """
        ...


def no_number(phone: str) -> Finding:
    remedy = "buy or port it there, or correct the number under Settings, Numbers"
    return Finding(Shortfall.NUMBER, f"the account has no number {phone}", remedy)


def wrong_webhook(called: str, wanted: str, where: str) -> Finding:
    """Return the finding for an address that is not ours, or none."""
    problem = f"texts that come in go to {called}" if called else "texts that come in go nowhere"
    return Finding(Shortfall.WEBHOOK, problem, f"set {wanted} (POST) {where}")
