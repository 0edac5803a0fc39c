"""Media that came with a text, fetched from Twilio with our credentials and from nowhere else.

An address is asked only where it is this account's own Media resource. Twilio answers with a redirect to where the file
lies; it is followed once, without credentials, and only to Twilio's own stores. Sources: Twilio's Media resource
documentation (twilio.com/docs/messaging/api/media-resource) and its help article 223183748 on protecting media.
"""

import re
from urllib.parse import urlsplit

import httpx

from channels.errors import NoMedia, Unreachable

TWILIO_STORES = (
    "https://mms.twiliocdn.com/",
    "https://media.twiliocdn.com/",
    "https://s3-external-1.amazonaws.com/media.twiliocdn.com/",
)
_PLAIN = {"accept-encoding": "identity"}
"""A packed answer could unpack to any size; what comes packed all the same is no photo."""
_GONE = frozenset({404, 410})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class TwilioMedia:
    """Fetches media of one account through `client`, which adds the credentials."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, account_sid: str, stores: tuple[str, ...]) -> None:
        self._client = client
        self._stores = stores
        place = f"/2010-04-01/Accounts/{account_sid}/Messages/[A-Za-z0-9]+/Media/[A-Za-z0-9]+"
        self._own = re.compile(re.escape(base_url.rstrip("/")) + place)

    async def fetch(self, address: str, most: int) -> bytes:
        """Return the file. Raises NoMedia, Unreachable; see `Carrier.fetch_media`."""
        if not self._own.fullmatch(address):
            raise NoMedia("the address is not one of this account's media")
        found = await self._get(address, most, with_credentials=True)
        if isinstance(found, bytes):
            return found
        if not self._is_store(found):
            raise NoMedia("the carrier sent us on to somewhere that is not its own")
        file = await self._get(found, most, with_credentials=False)
        if isinstance(file, bytes):
            return file
        raise NoMedia("the carrier sent us on more than once")

    async def _get(self, url: str, most: int, *, with_credentials: bool) -> bytes | str:
        """Return the file, or where the answer sends us on to."""
        auth = httpx.USE_CLIENT_DEFAULT if with_credentials else None
        try:
            async with self._client.stream("GET", url, auth=auth, headers=_PLAIN, follow_redirects=False) as response:
                if response.status_code in _REDIRECTS:
                    return str(response.url.join(response.headers.get("location", "")))
                if response.status_code in _GONE:
                    raise NoMedia("the carrier no longer has it")
                if response.status_code != httpx.codes.OK:
                    raise Unreachable(f"HTTP {response.status_code} for media", maybe_sent=False)
                return await _body(response, most)
        except httpx.InvalidURL as error:
            raise NoMedia("the carrier sent us on to no address") from error
        except httpx.RequestError as error:
            raise Unreachable(f"{type(error).__name__} for media", maybe_sent=False) from error

    def _is_store(self, url: str) -> bool:
        """Compare scheme, host, port and the path's beginning: what merely begins like a store is foreign."""
        there = urlsplit(url)
        if there.username or there.password or ".." in there.path.lower().replace("%2e", "."):
            return False
        return any(
            (there.scheme, there.netloc) == (store.scheme, store.netloc) and there.path.startswith(store.path)
            for store in map(urlsplit, self._stores)
        )


async def _body(response: httpx.Response, most: int) -> bytes:
    """Read no more than is allowed, whatever the answer says of its own size."""
    parts, size = [], 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > most:
            raise NoMedia(f"it has more than {most // 1024} KiB")
        parts.append(part)
    return b"".join(parts)
