"""Telnyx as a carrier: its messaging API over HTTP, and its signed webhooks."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

import httpx

from channels.carrier import Inbound, Outgoing, Receipt, SentText, StatusUpdate, WebhookRequest
from channels.errors import NoMedia, Unreachable
from channels.inspection import Finding, Inspected
from channels.media import fetch_file, lies_in
from channels.opt_out_words import is_keyword
from channels.telnyx_inspection import TelnyxInspection
from channels.telnyx_reply import DetailRecord, read_message, read_receipt, read_records
from channels.telnyx_signature import check_signature, verifier_of
from channels.telnyx_webhook import read_inbound, read_status
from channels.telnyx_words import STOP_WORDS
from channels.transport import describe, has_surely_not_left, only_one
from conversation.clock import Clock

CLOCK_SKEW = timedelta(seconds=5)
MEDIA_STORES = (
    "https://media.telnyx.com/",
    "https://s3.amazonaws.com/api-messaging-media/",
    "https://api-messaging-media.s3.amazonaws.com/",
    "https://us-central-1.telnyxstorage.com/",
)
"""Where Telnyx says that it keeps what came with a text."""
_PAGE_SIZE = 50
_MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class TelnyxAccount:
    """Whose account, and how to speak to it. Secrets stay out of the repr."""

    api_key: str = field(repr=False)
    public_key: str
    """Base64; Telnyx signs its webhooks with the other half."""
    messaging_profile_id: str | None = None
    profile_picks: bool = False
    """Let the profile pick the number out of its pool: `from` is left out."""
    base_url: str = "https://api.telnyx.com"
    timeout: float = 10.0
    """Seconds to wait for each step of a request."""
    media_stores: tuple[str, ...] = MEDIA_STORES


class Telnyx:
    """A `Carrier` on one Telnyx account.

    Telnyx's detail records keep no words. A text that may have left is known again by the address that was to hear how
    its delivery goes, which names our message; without one nobody can tell.
    """

    name = "telnyx"

    def __init__(self, account: TelnyxAccount, clock: Clock, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._account = account
        self._clock = clock
        self._verify = verifier_of(account.public_key)
        self._client = httpx.AsyncClient(
            base_url=account.base_url, auth=_bearer(account.api_key), timeout=account.timeout, transport=transport
        )
        self._listed: dict[str, dict[str, SentText | None]] = {}

    def confirms_opt_out(self, body: str) -> bool:
        return is_keyword(body, STOP_WORDS)

    async def send(self, outgoing: Outgoing) -> Receipt:
        try:
            response = await self._client.post("/v2/messages", json=self._body(outgoing))
        except httpx.RequestError as error:
            raise Unreachable(describe(error), maybe_sent=not has_surely_not_left(error)) from error
        return read_receipt(response)

    async def find(self, outgoing: Outgoing, since: datetime) -> Receipt | None:
        """See `Carrier.find`."""
        if outgoing.status_callback is None:
            raise Unreachable("the text named no address for its delivery, by which it would be known", maybe_sent=True)
        from_ = None if self._picks else outgoing.from_
        records = self._left(from_, since, outgoing.to)
        return only_one([record.receipt async for record in records if record.callback == outgoing.status_callback])

    async def list_sent(self, from_: str, since: datetime) -> tuple[SentText, ...]:
        """See `Carrier.list_sent`. Each text's words are asked for by themselves, and once; of very many the newest."""
        known, found = self._listed.get(from_, {}), dict[str, SentText | None]()
        with contextlib.suppress(_TooMany):
            async for record in self._left(from_, since):
                provider_id = record.receipt.provider_id
                found[provider_id] = known.get(provider_id) or await self.look_up(provider_id)
        self._listed[from_] = found
        return tuple(text for text in found.values() if text is not None)

    async def look_up(self, provider_id: str) -> SentText | None:
        return read_message(await self._get(f"/v2/messages/{quote(provider_id, safe='')}", {}))

    async def fetch_media(self, address: str, most: int) -> bytes:
        """See `Carrier.fetch_media`. The addresses carry their own permission: ours is not sent along."""
        if not lies_in(address, self._account.media_stores):
            raise NoMedia("the address is not where this carrier keeps its media")
        found = await fetch_file(self._client, address, most, with_credentials=False)
        if isinstance(found, str):
            raise NoMedia("the carrier sent us on to somewhere else")
        return found

    def parse_inbound(self, request: WebhookRequest) -> Inbound:
        check_signature(self._verify, request, self._clock.now())
        return read_inbound(request)

    def parse_status(self, request: WebhookRequest) -> StatusUpdate:
        check_signature(self._verify, request, self._clock.now())
        return read_status(request)

    async def inspect(self, number: Inspected) -> tuple[Finding, ...]:
        """See `channels.inspection.Inspects`."""
        return await TelnyxInspection(self._client, self._account.messaging_profile_id).inspect(number)

    async def close(self) -> None:
        await self._client.aclose()

    @property
    def _picks(self) -> bool:
        return self._account.profile_picks and self._account.messaging_profile_id is not None

    async def _left(self, from_: str | None, since: datetime, to: str | None = None) -> AsyncIterator[DetailRecord]:
        """Yield what left a number, or any of ours, newest first."""
        earliest = since - CLOCK_SKEW
        asked = {
            "filter[record_type]": "messaging",
            "filter[direction]": "outbound",
            "filter[created_at][gte]": earliest.isoformat(),
            "sort": "-created_at",
            "page[size]": str(_PAGE_SIZE),
        }
        asked |= {name: number for name, number in (("filter[cli]", from_), ("filter[cld]", to)) if number is not None}
        for page in range(1, _MOST_PAGES + 1):
            records, is_more = read_records(await self._get("/v2/detail_records", {**asked, "page[number]": str(page)}))
            for record in records:
                if record.at >= earliest:
                    yield record
            if not is_more:
                return
        raise _TooMany(f"more than {_MOST_PAGES * _PAGE_SIZE} texts since {since:%H:%M:%S}", maybe_sent=True)

    async def _get(self, path: str, params: dict[str, str]) -> httpx.Response:
        try:
            return await self._client.get(path, params=params or None)
        except httpx.RequestError as error:
            raise Unreachable(describe(error), maybe_sent=True) from error

    def _body(self, outgoing: Outgoing) -> dict[str, object]:
        body: dict[str, object] = {"to": outgoing.to, "text": outgoing.body, "type": "SMS"}
        if not self._picks:
            body["from"] = outgoing.from_
        if outgoing.media:
            body |= {"type": "MMS", "media_urls": list(outgoing.media)}
        if self._account.messaging_profile_id is not None:
            body["messaging_profile_id"] = self._account.messaging_profile_id
        if outgoing.status_callback is not None:
            body |= {"webhook_url": outgoing.status_callback, "use_profile_webhooks": False}
        return body


class _TooMany(Unreachable):
    """More texts left than are looked through."""


def _bearer(api_key: str) -> Callable[[httpx.Request], httpx.Request]:
    def authorise(request: httpx.Request) -> httpx.Request:
        request.headers["authorization"] = f"Bearer {api_key}"
        return request

    return authorise
