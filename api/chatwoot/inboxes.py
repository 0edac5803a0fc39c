"""Merchants' own inboxes: opened with their secrets, over one set of connections."""

from functools import cached_property

import httpx

from api.chatwoot.client import TIMEOUT_SECONDS, Chatwoot
from api.chatwoot.errors import InboxDown
from api.chatwoot.secrets import InboxSecrets
from conversation.bridge import Bridge


class Inboxes:
    """Opens a merchant's inbox. Connections are made at the first that is opened."""

    def __init__(self, secrets: InboxSecrets) -> None:
        self.secrets = secrets

    def open(self, bridge: Bridge) -> Chatwoot:
        """Raises InboxDown where this machine has no token for it, Misconfigured where the file cannot be read."""
        secret = self.secrets.of(bridge.merchant_id)
        if secret is None:
            raise InboxDown("this machine has no token for the inbox; connect it here, or copy the secrets' file")
        return Chatwoot(self._http, bridge, secret.token.get_secret_value())

    async def close(self) -> None:
        if "_http" in self.__dict__:
            await self._http.aclose()

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=TIMEOUT_SECONDS)
