"""What a carrier may answer instead of a receipt, named by what the caller should do next.

CarrierError
 +- BadSignature   the webhook was not signed by the carrier: store nothing         (HTTP 403)
 +- BadWebhook     the webhook cannot be read: names the field and the remedy       (HTTP 400)
 |   +- NoText      it tells of something that happened, and of no text that came    (HTTP 200, nothing is done)
 +- Rejected       the carrier refused the text: it has not left
 +- NoMedia        the carrier will never give these media, or they are not the carrier's
 +- Ambiguous      more than one text may be the one that was asked about: nobody can tell which
 +- Unreachable    the carrier gave no usable answer: `maybe_sent` says if it may have left
"""

from conversation.errors import TwolaneError


class CarrierError(TwolaneError):
    """Root of every error that a carrier raises."""


class BadSignature(CarrierError):
    """The webhook does not carry the carrier's signature over this URL and form."""

    def __init__(self, remedy: str) -> None:
        super().__init__(f"the webhook's signature does not match; {remedy}")
        self.remedy = remedy


class BadWebhook(CarrierError):
    """The webhook cannot be read: `field` is the part at fault, `remedy` what to change."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}; {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy


class NoText(BadWebhook):
    """A webhook where texts come in tells of something else, such as how the carrier's own answer was delivered."""


class Rejected(CarrierError):
    """The carrier refused the text, which has not left.

    `code` is the carrier's own error code, or ``http_<status>`` where it gave none. `permanent` means that
    sending the same text again cannot succeed. `opted_out` means that the recipient has told the carrier to
    stop: suppress now.
    """

    def __init__(self, code: str, message: str, *, permanent: bool, opted_out: bool = False) -> None:
        super().__init__(f"carrier error {code}: {message}")
        self.code = code
        self.message = message
        self.permanent = permanent
        self.opted_out = opted_out


class NoMedia(CarrierError):
    """What came with a text is not to be had: it is gone, too large, or not where this carrier keeps its media."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Ambiguous(CarrierError):
    """More than one text fits what was asked about. `found` are the carrier's ids of them, newest first."""

    def __init__(self, found: tuple[str, ...]) -> None:
        super().__init__(f"{len(found)} texts fit: {', '.join(found)}; look them up at the carrier")
        self.found = found


class Unreachable(CarrierError):
    """The carrier gave no usable answer. Where `maybe_sent`, ask `Carrier.find` before sending again."""

    def __init__(self, reason: str, *, maybe_sent: bool) -> None:
        super().__init__(f"{reason}; the text {'may have left' if maybe_sent else 'has not left'}")
        self.reason = reason
        self.maybe_sent = maybe_sent
