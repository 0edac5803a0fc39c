"""Media that came with a text, fetched from Twilio with our credentials and from nowhere else.

An address is asked only where it is this account's own Media resource. Twilio answers with a redirect to where the file
lies; it is followed once, without credentials, and only to Twilio's own stores. Sources: Twilio's Media resource
documentation (twilio.com/docs/messaging/api/media-resource) and its help article 223183748 on protecting media.
"""

import re

import httpx

from channels.errors import NoMedia
from channels.media import fetch_file, lies_in

TWILIO_STORES = (
    "https://mms.twiliocdn.com/",
    "https://media.twiliocdn.com/",
    "https://s3-external-1.amazonaws.com/media.twiliocdn.com/",
)


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
        found = await fetch_file(self._client, address, most, with_credentials=True)
        if isinstance(found, bytes):
            return found
        if not lies_in(found, self._stores):
            raise NoMedia("the carrier sent us on to somewhere that is not its own")
        file = await fetch_file(self._client, found, most, with_credentials=False)
        if isinstance(file, bytes):
            return file
        raise NoMedia("the carrier sent us on more than once")
