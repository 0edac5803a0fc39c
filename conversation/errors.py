"""Errors named by what the caller should do next.

TwolaneError
 +- Unknown         the thing does not exist for this merchant            (HTTP 404)
 +- Conflict        the world moved on; read again and decide again       (HTTP 409)
 |   +- NotInControl    another party holds the conversation
 |   +- Stale           epoch, lease or newest inbound text has changed
 |   +- Closed          the conversation or its case has ended
 |   +- AlreadyClaimed  another person has the case
 |   +- OnHold          a legal hold forbids to forget anything
 +- NotAllowed      the person's role does not permit it; says why           (HTTP 403)
 +- Invalid         the request is wrong; names the field and the remedy  (HTTP 422)
 +- Misconfigured   an operator must change a setting                     (exit 2)
"""


class TwolaneError(Exception):
    """Root of every error that Twolane raises on purpose."""


class Unknown(TwolaneError):
    """The named thing does not exist for this merchant."""

    def __init__(self, noun: str, ref: str) -> None:
        super().__init__(f"no {noun} {ref!r} here")
        self.noun = noun
        self.ref = ref


class Conflict(TwolaneError):
    """The ledger refused a write because the world moved on."""


class NotInControl(Conflict):
    """Another party holds the conversation."""


class Stale(Conflict):
    """The epoch, the lease or the newest inbound text has changed since it was read."""


class Closed(Conflict):
    """The conversation or its case has ended."""


class AlreadyClaimed(Conflict):
    """Another person has claimed the case."""


class OnHold(Conflict):
    """A legal hold forbids to forget anything about the contact; release it first."""


class NotAllowed(TwolaneError):
    """The person may not do this: says why."""


class Invalid(TwolaneError):
    """The request is wrong: names the field, what is wrong and the remedy."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}; {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy


class Misconfigured(TwolaneError):
    """An operator must change a setting before this can work."""

    def __init__(self, setting: str, remedy: str) -> None:
        super().__init__(f"{setting}: {remedy}")
        self.setting = setting
        self.remedy = remedy
