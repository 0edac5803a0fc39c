"""Twilio as a carrier: the Messages API over HTTP, and its signed webhooks."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

import httpx

from channels.carrier import Inbound, Outgoing, Receipt, SentText, StatusUpdate, WebhookRequest
from channels.errors import Unreachable
from channels.inspection import Finding, Inspected
from channels.opt_out_words import STOP_WORDS, is_keyword
from channels.signature import SigningKeys
from channels.transport import describe, has_surely_not_left, only_one
from channels.twilio_inspection import MESSAGING, TwilioInspection
from channels.twilio_media import TWILIO_STORES, TwilioMedia
from channels.twilio_reply import ListedText, Page, read_one, read_page, read_receipt
from channels.twilio_webhook import read_inbound, read_status

CLOCK_SKEW = timedelta(seconds=5)
"""How far Twilio's clock, which tells whole seconds, may lag behind ours."""
TRIAL_PREFIX = "Sent from your Twilio trial account - "
SENT_BY_SOMEBODY = "outbound-api"
"""Twilio's word for a text that was sent by its API or console (its Message resource documentation)."""
AUTOMATIC = "outbound-reply"
"""Its word for what it answered by itself, which is never a text of ours."""
_PAGE_SIZE = 100
_MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Whose account, and how to speak to it. Secrets stay out of the repr."""

    sid: str
    auth_token: str = field(repr=False)
    """Signs Twilio's webhooks, and our requests too unless there is an API key."""
    messaging_service_sid: str | None = None
    """Sent beside From, which then must be in the service's sender pool."""
    service_picks: bool = False
    """Let the Messaging Service pick the number out of its pool: From is left out, and Twilio's sticky sender keeps the
    number that a phone knows already."""
    api_key: str | None = None
    api_secret: str | None = field(default=None, repr=False)
    webhook_key: str | None = field(default=None, repr=False)
    """The shared key's secret, where the account signs webhooks with one."""
    stop_words: frozenset[str] = STOP_WORDS
    """The opt-outs that Twilio answers itself: empty for a short code outside a Messaging Service."""
    base_url: str = "https://api.twilio.com"
    messaging_url: str = MESSAGING
    timeout: float = 10.0
    """Seconds to wait for each step of a request."""
    media_stores: tuple[str, ...] = TWILIO_STORES
    """Where Twilio may send us on to for media."""


class Twilio:
    """A `Carrier` on one Twilio account. `find` needs message bodies kept at Twilio (no redaction)."""

    name = "twilio"

    def __init__(self, account: TwilioAccount, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._account = account
        self._keys = SigningKeys(account.auth_token, account.webhook_key)
        self._path = f"/2010-04-01/Accounts/{account.sid}/Messages.json"
        self._client = httpx.AsyncClient(
            base_url=account.base_url,
            auth=_credentials(account),
            timeout=account.timeout,
            transport=transport,
        )
        self._media = TwilioMedia(self._client, account.base_url, account.sid, account.media_stores)

    def confirms_opt_out(self, body: str) -> bool:
        return is_keyword(body, self._account.stop_words)

    async def send(self, outgoing: Outgoing) -> Receipt:
        try:
            response = await self._client.post(self._path, data=self._form(outgoing))
        except httpx.RequestError as error:
            raise Unreachable(describe(error), maybe_sent=not has_surely_not_left(error)) from error
        return read_receipt(response)

    async def find(self, outgoing: Outgoing, since: datetime) -> Receipt | None:
        """See `Carrier.find`. Looks at this pair of numbers' texts, newest first, for the same body and media.

        No DateSent filter: a text that Twilio still holds in its queue has no DateSent yet. Where the service picks the
        number, texts from any number to this phone are looked at.
        """
        earliest = since - CLOCK_SKEW
        url, params, found = self._path, {"To": outgoing.to, "PageSize": str(_PAGE_SIZE)}, list[Receipt]()
        if not self._picks:
            params["From"] = outgoing.from_
        for _ in range(_MOST_PAGES):
            page = await self._list(url, params)
            recent = [text for text in page.texts if text.created >= earliest]
            found += [text.receipt for text in recent if _same_words(text, outgoing)]
            if page.next_path is None or not recent:
                return only_one(found)
            url, params = page.next_path, {}
        raise Unreachable(f"more than {_MOST_PAGES * _PAGE_SIZE} texts since {since:%H:%M:%S}", maybe_sent=True)

    async def list_sent(self, from_: str, since: datetime) -> tuple[SentText, ...]:
        """See `Carrier.list_sent`. Leaves out automatic answers: Twilio sends those itself."""
        found: list[SentText] = []
        url, params = self._path, {"From": from_, "PageSize": str(_PAGE_SIZE)}
        for _ in range(_MOST_PAGES):
            page = await self._list(url, params)
            recent = [text for text in page.texts if text.created >= since - CLOCK_SKEW]
            found += [_sent_text(text) for text in recent if text.direction == SENT_BY_SOMEBODY]
            if page.next_path is None or len(recent) < len(page.texts):
                break
            url, params = page.next_path, {}
        return tuple(found)

    async def look_up(self, provider_id: str) -> SentText | None:
        path = self._path.replace("/Messages.json", f"/Messages/{quote(provider_id, safe='')}.json")
        text = read_one(await self._get(path, {}))
        return _sent_text(text) if text is not None and text.direction == SENT_BY_SOMEBODY else None

    async def fetch_media(self, address: str, most: int) -> bytes:
        return await self._media.fetch(address, most)

    def parse_inbound(self, request: WebhookRequest) -> Inbound:
        return read_inbound(self._keys, request)

    def parse_status(self, request: WebhookRequest) -> StatusUpdate:
        return read_status(self._keys, request)

    async def inspect(self, number: Inspected) -> tuple[Finding, ...]:
        """See `channels.inspection.Inspects`."""
        account = self._account
        look = TwilioInspection(self._client, account.sid, account.messaging_service_sid, account.messaging_url)
        return await look.inspect(number)

    async def close(self) -> None:
        await self._client.aclose()

    async def _list(self, url: str, params: dict[str, str]) -> Page:
        return read_page(await self._get(url, params))

    async def _get(self, url: str, params: dict[str, str]) -> httpx.Response:
        try:
            return await self._client.get(url, params=params or None)
        except httpx.RequestError as error:
            raise Unreachable(describe(error), maybe_sent=True) from error

    @property
    def _picks(self) -> bool:
        return self._account.service_picks and self._account.messaging_service_sid is not None

    def _form(self, outgoing: Outgoing) -> dict[str, str | list[str]]:
        form: dict[str, str | list[str]] = {"To": outgoing.to, "Body": outgoing.body}
        if not self._picks:
            form["From"] = outgoing.from_
        if self._account.messaging_service_sid is not None:
            form["MessagingServiceSid"] = self._account.messaging_service_sid
        if outgoing.media:
            form["MediaUrl"] = list(outgoing.media)
        if outgoing.status_callback is not None:
            form["StatusCallback"] = outgoing.status_callback
        return form


def _credentials(account: TwilioAccount) -> tuple[str, str]:
    if account.api_key is not None and account.api_secret is not None:
        return account.api_key, account.api_secret
    return account.sid, account.auth_token


def _sent_text(text: ListedText) -> SentText:
    body = text.body.removeprefix(TRIAL_PREFIX)
    return SentText(text.receipt.provider_id, text.from_, text.to, body, text.created)


def _same_words(text: ListedText, outgoing: Outgoing) -> bool:
    if text.direction == AUTOMATIC or text.media != len(outgoing.media):
        return False
    return text.body.removeprefix(TRIAL_PREFIX).strip() == outgoing.body.strip()
