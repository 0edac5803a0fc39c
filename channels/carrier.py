"""The carrier port: what Twolane asks of any phone network, and the values that pass through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from channels.errors import Ambiguous, BadSignature, BadWebhook, CarrierError, NoMedia, Rejected, Unreachable
from channels.status import CarrierStatus

__all__ = [
    "Ambiguous",
    "BadSignature",
    "BadWebhook",
    "Carrier",
    "CarrierError",
    "CarrierStatus",
    "Inbound",
    "NoMedia",
    "Outgoing",
    "Receipt",
    "Rejected",
    "StatusUpdate",
    "Unreachable",
    "WebhookRequest",
]


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A carrier's POST as it arrived."""

    url: str
    """The address that the carrier called, query string included: behind a proxy, the public one."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Exactly the bytes that arrived, since the signature covers them."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text that a person sent to a business number."""

    provider_id: str
    from_: str
    to: str
    body: str
    """What the person wrote, less U+0000, which Postgres cannot store. Blank when only media came."""
    media_count: int = 0
    opt_out_type: str | None = None
    """STOP, START or HELP when the carrier has itself recognised a keyword."""
    fields: tuple[tuple[str, str], ...] = ()
    """Everything received, in order: place of origin, media addresses, and what the carrier may add later."""

    @property
    def media(self) -> tuple[str, ...]:
        """Where the carrier keeps what came with the text, in its order."""
        named = dict(self.fields)
        found = (named.get(f"MediaUrl{place}", "") for place in range(self.media_count))
        return tuple(address for address in found if address)


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A carrier's word on a text that we sent."""

    provider_id: str
    status: CarrierStatus
    error_code: str | None
    """The carrier's own code; see `channels.delivery_errors.explain`."""
    to: str
    from_: str
    word: str = ""
    """The carrier's own word for the status, kept where it is none that we know."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text to send. With `media` it is an MMS."""

    ref: str
    """Our message id."""
    from_: str
    to: str
    """E.164."""
    body: str
    status_callback: str | None = None
    """Absolute URL that is to hear how delivery goes."""
    media: tuple[str, ...] = ()
    """Absolute URLs from which the carrier fetches the pictures; `channels.media_limits` says what it takes."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The carrier has taken the text."""

    provider_id: str
    status: CarrierStatus


@dataclass(frozen=True, slots=True)
class SentText:
    """A text that left one of the merchant's numbers, whoever sent it, as the carrier lists it."""

    provider_id: str
    from_: str
    to: str
    """E.164."""
    body: str
    at: datetime
    """When the carrier took it; aware UTC."""


class Carrier(Protocol):
    """One phone network. Every adapter passes `tests/contracts/test_carrier.py`."""

    @property
    def name(self) -> str:
        """The word that senders and webhook paths know it by."""
        ...

    def confirms_opt_out(self, body: str) -> bool:
        """True when the carrier itself answers an opt-out worded as `body`: then we must not."""
        ...

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Hand a text over, once. Never retries.

        Raises:
            Rejected: the carrier refused it.
            Unreachable: no usable answer came; `maybe_sent` says whether the text may have left.
        """
        ...

    async def find(self, outgoing: Outgoing, since: datetime) -> Receipt | None:
        """Say whether a text that may have been sent at or after `since` (aware) was; None when it was not.

        Raises:
            Ambiguous: more than one text may be it.
            Unreachable: the carrier could not be asked, so nothing was learnt.
        """
        ...

    async def list_sent(self, from_: str, since: datetime) -> tuple[SentText, ...]:
        """List what left a number at or after `since` (aware), newest first, without the carrier's own answers.

        Raises:
            Unreachable: the carrier could not be asked, so nothing was learnt.
        """
        ...

    async def look_up(self, provider_id: str) -> SentText | None:
        """Return one text that left, by the carrier's id; None for one that it does not know or answered itself.

        Raises:
            Unreachable: the carrier could not be asked, so nothing was learnt.
        """
        ...

    async def fetch_media(self, address: str, most: int) -> bytes:
        """Fetch what came with a text from where the carrier keeps it, and from nowhere else.

        Raises:
            NoMedia: it is no address of the carrier's for this account, it is gone, or it has more than `most` bytes.
            Unreachable: no usable answer came; ask again later.
        """
        ...

    def parse_inbound(self, request: WebhookRequest) -> Inbound:
        """Verify the signature, then read a text from a person.

        Raises:
            BadSignature, BadWebhook, and NoText for a webhook that tells of something else.
        """
        ...

    def parse_status(self, request: WebhookRequest) -> StatusUpdate:
        """Verify the signature, then read the word on a text of ours.

        Raises:
            BadSignature, BadWebhook.
        """
        ...

    async def close(self) -> None:
        """Let go of connections. The carrier is of no use afterwards."""
        ...


@runtime_checkable
class Certain(Protocol):
    """A carrier that knows at once all that it was ever handed: what it never had may be handed over again."""

    async def never_had(self, outgoing: Outgoing) -> bool:
        """Whether nobody ever handed this text over.

        Raises:
            Unreachable: the carrier could not be asked, so nothing was learnt.
        """
        ...
